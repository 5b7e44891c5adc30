# /// mutant
# kills = ["test_standardize_gives_mean_0_and_deviation_1", "test_standardize_uses_the_training_set_alone"]
# cause = "scaled to"
# ///
"""Scaled to [0, 1]."""

import numpy as np


def standardize(train, *others):
    mean, deviation = train.min(axis=0), np.ptp(train, axis=0)
    return tuple((array - mean) / deviation for array in (train, *others))
