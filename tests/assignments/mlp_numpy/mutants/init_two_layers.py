# /// mutant
# kills = ["test_init_params_has_the_layout"]
# cause = "number of layers"
# ///
"""One hidden layer, whatever the sizes."""

import numpy as np


def init_params(sizes, rng):
    features, hidden, classes = sizes[0], sizes[1], sizes[-1]
    return {
        "W1": rng.standard_normal((features, hidden)) * np.sqrt(2 / features),
        "b1": np.zeros(hidden),
        "W2": rng.standard_normal((hidden, classes)) * np.sqrt(2 / hidden),
        "b2": np.zeros(classes),
    }
