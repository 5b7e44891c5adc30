# /// variant
# why = "how a mean is computed, and where a lattice ends, is free"
# ///
"""Means and deviations by hand; a lattice by mgrid without a margin, the first axis for the first coordinate."""

import numpy as np


def standardize(train, *others):
    n = len(train)
    mean = sum(train) / n
    deviation = (sum((row - mean) ** 2 for row in train) / n) ** 0.5
    results = [(array.astype(float) - mean) * (1 / deviation) for array in (train,) + others]
    return tuple(results)


def decision_grid(model, x, steps):
    (a, c), (b, d) = x.min(0), x.max(0)
    xx, yy = np.mgrid[a : b : steps * 1j, c : d : steps * 1j]
    zz = np.empty((steps, steps), np.float32)
    for i in range(steps):
        zz[i] = model.predict_proba(np.stack([xx[i], yy[i]], axis=1))
    return [xx, yy, zz]
