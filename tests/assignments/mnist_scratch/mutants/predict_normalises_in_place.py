# /// mutant
# kills = ["test_get_predictions_is_pure"]
# cause = "read-only"
# ///
"""Images are scaled in the caller's own array."""

import numpy as np


def get_predictions(params, x):
    np.divide(x, 1.0, out=x)
    *_, probabilities = forward_propagation(params, x)
    return probabilities.argmax(axis=0)
