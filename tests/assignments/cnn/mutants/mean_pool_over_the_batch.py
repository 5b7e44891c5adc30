# /// mutant
# kills = ["test_global_mean_pool"]
# cause = "batch"
# ///
"""The mean over all images."""

def global_mean_pool(x):
    return x.mean(dim=(0, 2, 3)).expand(x.shape[0], -1)
