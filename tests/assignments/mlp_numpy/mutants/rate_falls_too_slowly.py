# /// mutant
# kills = ["test_learning_rate_falls_below_half"]
# cause = "not falling"
# ///
"""A fixed decay an epoch, too slow for a short run."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * 0.95**epoch
