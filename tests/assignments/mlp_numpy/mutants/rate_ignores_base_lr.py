# /// mutant
# kills = ["test_learning_rate_starts_at_base_lr"]
# may_also_fail = ["test_learning_rate_falls_below_half"]
# cause = "base_lr"
# ///
"""The base rate is always 0.1."""


def learning_rate(epoch, base_lr, epochs):
    return 0.1 * (1 - epoch / epochs)
