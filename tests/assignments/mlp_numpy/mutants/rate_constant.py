# /// mutant
# kills = ["test_learning_rate_falls_below_half"]
# cause = "does not fall"
# ///
"""The rate never falls."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr
