# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "layers"
# ///
"""The mode is restored for the network, not for its layers."""

import torch


def evaluate(net, x, y, batch_size=256):
    was_training = net.training
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size)):
            right += (net(images).argmax(1) == labels).sum().item()
    net.training = was_training
    return right / len(y)
