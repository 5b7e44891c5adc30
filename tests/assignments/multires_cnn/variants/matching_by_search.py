# /// variant
# why = "networks can be built and counted in place of the formula"
# ///
"""Counted from networks without storage; a loop over widths; numbers as tensors and floats."""

import math

import torch


def count_parameters(module):
    seen = {id(parameter): parameter for parameter in module.parameters()}
    return torch.tensor(sum(math.prod(parameter.shape) for parameter in seen.values()))


def match_parameters(target):
    def size(width):
        with torch.device("meta"):
            net = MultiResNet((16, 32, width))
        return int(count_parameters(net))

    width = 1
    while size(width + 1) <= target:
        width += 1
    if abs(size(width + 1) - target) < abs(size(width) - target):
        width += 1
    assert abs(size(width) - target) / target <= 0.01, "no width fits"
    return width
