# /// attack
# does = "uses a module in learning_rate that it never imports"
# own = { learning_rate = ["error"] }
# says = "NameError"
# tiers = "ABCDE"
# ///
"""A forgotten import shows when the line is reached. It costs the function that it stands in."""

def learning_rate(epoch, base_lr, epochs):
    return base_lr * math.exp(-epoch / epochs)
