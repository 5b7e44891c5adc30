# /// variant
# why = "how a pool is computed is free"
# ///
"""max returns values and indices; the mean is an adaptive pool."""

from torch.nn import functional as F


def global_max_pool(x):
    return x.flatten(2).max(dim=2).values


def global_mean_pool(x):
    return F.adaptive_avg_pool2d(x, 1).flatten(1)
