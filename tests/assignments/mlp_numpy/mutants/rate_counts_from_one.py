# /// mutant
# kills = ["test_learning_rate_starts_at_base_lr"]
# may_also_fail = ["test_learning_rate_falls_below_half", "test_learning_rate_never_rises"]
# cause = "off by one"
# ///
"""The first epoch is taken for the second."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * (1 - (epoch + 1) / epochs)
