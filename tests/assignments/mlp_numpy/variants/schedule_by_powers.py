# /// variant
# why = "a rate may fall fast"
# ///
"""The rate falls to a hundredth, by the same factor in every epoch: in a run of three epochs to a fifth each."""

def learning_rate(epoch, base_lr, epochs):
    return base_lr * 0.01 ** (epoch / epochs)
