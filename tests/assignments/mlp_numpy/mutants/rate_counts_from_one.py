# /// mutant
# kills = ["test_learning_rate_starts_at_base_lr"]
# cause = "off by one"
# ///
"""The first epoch is taken for the second."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * (1 - (epoch + 1) / epochs)
