# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "batch_size"
# ///
"""Batches of 256, whatever is asked for."""

import torch


def evaluate(net, x, y, batch_size=256):
    batch_size = 256
    was_training = net.training
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size)):
            right += (net(images).argmax(1) == labels).sum().item()
    net.train(was_training)
    return right / len(y)
