# /// variant
# why = "batches of one are batches of at most 256"
# ///
"""Single images; accuracies as tensors; inference mode, the mode given back by a context."""

from contextlib import contextmanager

import torch


@contextmanager
def evaluating(net):
    before = net.training
    net.train(False)
    try:
        with torch.inference_mode():
            yield
    finally:
        net.train(before)


def evaluate_by_resolution(net, groups):
    hits = {}
    with evaluating(net):
        for size, (x, y) in groups.items():
            right = [bool(net(image.unsqueeze(0)).argmax() == label) for image, label in zip(x, y)]
            hits[size] = torch.tensor(right, dtype=torch.float64)
    hits["all"] = torch.cat(list(hits.values()))
    return {key: found.mean() for key, found in hits.items()}
