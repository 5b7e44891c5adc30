# /// mutant
# kills = ["test_decision_grid_covers_the_points"]
# cause = "far beyond"
# ///
"""Three times the points' range."""

import numpy as np


def decision_grid(model, x, steps):
    margin = 1.0 * np.ptp(x, axis=0)
    low, high = x.min(axis=0) - margin, x.max(axis=0) + margin
    xx, yy = np.meshgrid(*(np.linspace(low[axis], high[axis], steps) for axis in (0, 1)))
    zz = model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
    return xx, yy, zz
