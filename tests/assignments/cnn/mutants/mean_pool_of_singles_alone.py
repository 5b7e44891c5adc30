# /// mutant
# kills = ["test_global_mean_pool"]
# cause = "dtype"
# ///
"""The mean is a product with a vector of single precision."""

import torch


def global_mean_pool(x):
    pixels = x.flatten(2)
    return pixels @ torch.full((pixels.shape[2],), 1 / pixels.shape[2])
