# /// mutant
# kills = ["test_learning_rate_falls_below_half"]
# cause = "half"
# ///
"""The rate falls to half, not below."""


def learning_rate(epoch, base_lr, epochs):
    if epochs == 1:
        return base_lr
    return base_lr * (1 - 0.5 * epoch / (epochs - 1))
