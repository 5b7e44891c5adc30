# /// mutant
# kills = ["test_evaluate_counts"]
# may_also_fail = ["test_tune_tries_every_combination", "test_tune_picks_the_best"]
# cause = "share of those that are wrong"
# ///
"""The share that is wrong."""

import torch


def evaluate(net, x, y, batch_size=256):
    was_training = net.training
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size)):
            right += (net(images).argmax(1) != labels).sum().item()
    net.train(was_training)
    return right / len(y)
