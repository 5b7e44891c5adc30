# /// variant
# why = "the rate may reach 0"
# ///
"""A line that reaches 0 in the last epoch."""


def learning_rate(epoch, base_lr, epochs):
    return base_lr * (epochs - 1 - epoch) / (epochs - 1) if epochs > 1 else base_lr
