# /// mutant
# kills = ["test_predictions_are_the_most_probable_digits"]
# cause = "shape"
# ///
"""In batches of a hundred, and what is left over is left out."""

import numpy as np


def get_predictions(params, x):
    size = min(100, x.shape[1])
    starts = range(0, x.shape[1] - size + 1, size)
    return np.concatenate([forward_propagation(params, x[:, n : n + size])[-1].argmax(axis=0) for n in starts])
