# /// mutant
# kills = ["test_evaluate_changes_nothing"]
# cause = "changes"
# ///
"""Parameters are rounded to half precision for good."""

import torch


def evaluate(net, x, y, batch_size=256):
    was_training = net.training
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size)):
            right += (net(images).argmax(1) == labels).sum().item()
    net.train(was_training)
    for p in net.parameters():
        p.data = p.data.half().float()
    return right / len(y)
