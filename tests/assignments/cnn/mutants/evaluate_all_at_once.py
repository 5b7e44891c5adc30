# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "batch_size"
# ///
"""All images in one batch."""

import torch


def evaluate(net, x, y, batch_size=256):
    was_training = net.training
    net.eval()
    with torch.no_grad():
        right = (net(x).argmax(1) == y).sum().item()
    net.train(was_training)
    return right / len(y)
