# /// mutant
# kills = ["test_evaluate_changes_nothing"]
# may_also_fail = ["test_evaluate_leaves_the_network_as_it_was", "test_tune_tries_every_combination"]
# cause = "in-place"
# ///
"""Images are normalised in place."""

import torch


def evaluate(net, x, y, batch_size=256):
    x -= x.mean()
    x /= x.std()
    was_training = net.training
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size)):
            right += (net(images).argmax(1) == labels).sum().item()
    net.train(was_training)
    return right / len(y)
