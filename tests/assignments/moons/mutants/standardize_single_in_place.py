# /// mutant
# kills = ["test_standardize_is_pure"]
# may_also_fail = ["test_standardize_gives_mean_0_and_deviation_1"]
# cause = "changes its arguments"
# ///
"""In float32, and in the caller's arrays where these are float32."""

import numpy as np


def standardize(train, *others):
    train, *others = (np.asarray(array, np.float32) for array in (train, *others))
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    for array in (train, *others):
        array -= mean
        array /= deviation
    return (train, *others)
