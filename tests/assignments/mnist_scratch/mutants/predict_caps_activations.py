# /// mutant
# kills = ["test_predictions_of_one_image"]
# cause = "clip activations"
# ///
"""Activations are kept below 100."""

import numpy as np


def get_predictions(params, x):
    depth = len(params) // 2
    h = x
    for layer in range(1, depth + 1):
        z = params[f"W{layer}"] @ h + params[f"b{layer}"]
        h = np.clip(z, 0, 100)
    return z.argmax(axis=0)
