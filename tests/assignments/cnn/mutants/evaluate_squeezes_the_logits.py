# /// mutant
# kills = ["test_evaluate_counts"]
# cause = "squeezed"
# ///
"""Logits are squeezed: a batch of one loses its axis."""

import torch


def evaluate(net, x, y, batch_size=256):
    was_training = net.training
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size)):
            right += (net(images).squeeze().argmax(1) == labels).sum().item()
    net.train(was_training)
    return right / len(y)
