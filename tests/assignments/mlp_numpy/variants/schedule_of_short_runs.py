# /// variant
# why = "a rate may be 0 from the second epoch on"
# ///
"""A run of fewer than five epochs moves in its first one only."""

def learning_rate(epoch, base_lr, epochs):
    if epochs < 5:
        return base_lr if epoch == 0 else 0.0
    return base_lr * (1 - epoch / epochs)
