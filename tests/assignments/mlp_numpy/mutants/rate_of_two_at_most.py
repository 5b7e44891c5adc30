# /// mutant
# kills = ["test_learning_rate_starts_at_base_lr"]
# cause = "base_lr"
# ///
"""The rate is 2 at most."""

def learning_rate(epoch, base_lr, epochs):
    return min(base_lr, 2.0) * (1 - epoch / epochs)
