# /// attack
# does = "imports a package that is not there, and uses it in learning_rate"
# own = { learning_rate = ["forbidden"] }
# says = "NameError"
# tiers = "ABCDE"
# ///
"""The import at the top of the file raises. Its name is lost and nothing else, and since the assignment forbids the
package the message says so."""

import torch


def learning_rate(epoch, base_lr, epochs):
    return float(torch.tensor(base_lr)) * (1 - epoch / epochs)
