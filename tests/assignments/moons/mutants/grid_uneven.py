# /// mutant
# kills = ["test_decision_grid_covers_the_points"]
# cause = "evenly spaced"
# ///
"""Lines where the points are."""

import numpy as np


def decision_grid(model, x, steps):
    margin = 0.05 * np.ptp(x, axis=0)
    low, high = x.min(axis=0) - margin, x.max(axis=0) + margin
    xx, yy = np.meshgrid(*(low[axis] + (high[axis] - low[axis]) * np.linspace(0, 1, steps) ** 2 for axis in (0, 1)))
    zz = model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
    return xx, yy, zz
