# /// mutant
# kills = ["test_evaluate_counts"]
# may_also_fail = [
#     "test_evaluate_leaves_the_network_as_it_was",
#     "test_tune_picks_the_best",
#     "test_tune_tries_every_combination",
# ]
# cause = "last, shorter"
# ///
"""The short last batch is left out."""

import torch


def evaluate(net, x, y, batch_size=256):
    was_training = net.training
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in zip(x.split(batch_size), y.split(batch_size)):
            if len(images) < batch_size:
                break
            right += (net(images).argmax(1) == labels).sum().item()
    net.train(was_training)
    return right / len(y)
