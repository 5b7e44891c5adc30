# /// variant
# why = "inference mode builds no graph either"
# ///
"""inference_mode, a single count, a tensor as the result; the modes kept by a context manager."""

import contextlib

import torch


@contextlib.contextmanager
def evaluating(net):
    before = net.training
    try:
        yield net.eval()
    finally:
        net.train(before)


@torch.inference_mode()
def evaluate(net, x, y, batch_size=256):
    with evaluating(net):
        hits = [net(x[i : i + batch_size]).argmax(-1).eq(y[i : i + batch_size]) for i in range(0, len(x), batch_size)]
    return torch.cat(hits).double().mean()
