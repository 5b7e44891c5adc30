# /// mutant
# kills = ["test_learning_rate_never_rises", "test_learning_rate_falls_below_half"]
# cause = "rises"
# ///
"""The rate grows."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * (1 + epoch / epochs)
