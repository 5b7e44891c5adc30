# /// mutant
# kills = ["test_sum", "test_mean", "test_max"]
# cause = "Sum.backward"
# ///
"""Axes are put back one by one, in the order in which they were given."""

import numpy as np


def spread(reduced, shape, axis):
    axes = range(len(shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
    if reduced.ndim < len(shape):
        for each in axes:
            reduced = np.expand_dims(reduced, each)
    return np.broadcast_to(reduced, shape)
