# /// mutant
# kills = ["test_standardize_uses_the_training_set_alone"]
# cause = "array 0"
# ///
"""By the statistics of all arrays together."""

import numpy as np


def standardize(train, *others):
    everything = np.concatenate([train, *others])
    mean, deviation = everything.mean(axis=0), everything.std(axis=0)
    return tuple((array - mean) / deviation for array in (train, *others))
