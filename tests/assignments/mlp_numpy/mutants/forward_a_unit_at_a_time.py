# /// mutant
# kills = ["test_accuracy_on_mnist"]
# may_also_fail = ["test_history_on_mnist"]
# cause = "time limit"
# ///
"""Loops over examples and units: right, and far too slow to train."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth + 1):
        weights, biases = params[f"W{layer}"], params[f"b{layer}"]
        units = range(len(biases))
        z = np.array([[row @ weights[:, unit] + biases[unit] for unit in units] for row in inputs[-1]])
        inputs.append(np.maximum(z, 0))
    return z, (inputs[:-1], z)
