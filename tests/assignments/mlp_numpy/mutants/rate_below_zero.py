# /// mutant
# kills = ["test_learning_rate_never_rises"]
# cause = "negative"
# ///
"""The line to 0 is too steep and goes on below it."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * (1 - 1.6 * epoch / epochs)
