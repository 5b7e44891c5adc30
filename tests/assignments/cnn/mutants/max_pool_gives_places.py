# /// mutant
# kills = ["test_global_max_pool"]
# cause = "places"
# ///
"""Where the largest value is."""

def global_max_pool(x):
    return x.flatten(2).argmax(dim=2)
