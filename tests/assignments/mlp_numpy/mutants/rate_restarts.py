# /// mutant
# kills = ["test_learning_rate_never_rises"]
# may_also_fail = ["test_learning_rate_falls_below_half"]
# cause = "rises"
# ///
"""The rate restarts every four epochs."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * 0.2 ** (epoch % 4)
