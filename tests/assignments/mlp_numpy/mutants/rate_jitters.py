# /// mutant
# kills = ["test_learning_rate_never_rises"]
# cause = "rises"
# ///
"""A falling rate with a ripple on it."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * (1 - epoch / epochs) * (1 + 0.5 * (epoch % 2)) if epoch else base_lr
