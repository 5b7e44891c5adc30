# /// mutant
# kills = ["test_global_max_pool"]
# cause = "absolute"
# ///
"""The largest by its absolute value."""

def global_max_pool(x):
    return x.abs().amax(dim=(2, 3))
