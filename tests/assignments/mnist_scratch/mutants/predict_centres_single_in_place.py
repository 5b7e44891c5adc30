# /// mutant
# kills = ["test_get_predictions_is_pure"]
# cause = "changes its arguments"
# ///
"""In float32, and in the caller's images where these are float32."""

import numpy as np


def get_predictions(params, x):
    x = np.asarray(x, np.float32)
    x += 1e-6
    *_, probabilities = forward_propagation(params, x)
    return np.asarray(probabilities.argmax(axis=0))
