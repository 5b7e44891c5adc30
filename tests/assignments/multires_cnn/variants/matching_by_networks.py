# /// variant
# why = "match_parameters may make the networks that it counts, and so draw their initial weights"
# ///
"""The width is found between two widths whose networks are made and counted."""

from torch import nn


def count_parameters(module: nn.Module) -> int:
    return len(nn.utils.parameters_to_vector(module.parameters())) if list(module.parameters()) else 0


def match_parameters(target):
    def missing(width):
        return target - count_parameters(MultiResNet(channels=(16, 32, width)))

    low, high = 1, 2
    while missing(high) > 0:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if missing(middle) > 0 else (low, middle)
    nearest = min(low, high, key=lambda width: abs(missing(width)))
    if abs(missing(nearest)) / target > 0.01:
        raise ValueError(f"nothing near {target}")
    return nearest
