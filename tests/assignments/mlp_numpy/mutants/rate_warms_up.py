# /// mutant
# kills = ["test_learning_rate_starts_at_base_lr"]
# may_also_fail = ["test_learning_rate_never_rises"]
# cause = "warm"
# ///
"""The rate starts low."""


def learning_rate(epoch, base_lr, epochs):
    if epoch == 0:
        return base_lr / 10
    return base_lr * (1 - epoch / epochs)
