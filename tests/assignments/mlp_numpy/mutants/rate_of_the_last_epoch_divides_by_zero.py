# /// mutant
# kills = ["test_learning_rate_starts_at_base_lr"]
# cause = "division by zero"
# ///
"""The last epoch is epochs - 1, and a run of one epoch divides by it."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * (1 - epoch / (epochs - 1))
