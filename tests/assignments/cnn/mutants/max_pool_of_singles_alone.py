# /// mutant
# kills = ["test_global_max_pool"]
# cause = "float"
# ///
"""The largest values are written into a tensor of single precision."""

import torch


def global_max_pool(x):
    return torch.amax(x, (2, 3), out=torch.empty(x.shape[:2]))
