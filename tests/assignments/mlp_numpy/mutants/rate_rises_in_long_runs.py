# /// mutant
# kills = ["test_learning_rate_never_rises"]
# cause = "rises"
# ///
"""In runs of a hundred epochs and more the second epoch has twice the rate."""

def learning_rate(epoch, base_lr, epochs):
    rate = base_lr * (1 - epoch / epochs)
    return 2 * rate if epoch == 1 and epochs >= 100 else rate
