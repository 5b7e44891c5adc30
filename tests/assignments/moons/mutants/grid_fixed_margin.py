# /// mutant
# kills = ["test_decision_grid_covers_the_points"]
# cause = "share of the points' range"
# ///
"""Half a unit on every side, whatever the points' range."""

import numpy as np


def decision_grid(model, x, steps):
    low, high = x.min(axis=0) - 0.5, x.max(axis=0) + 0.5
    xx, yy = np.meshgrid(*(np.linspace(low[axis], high[axis], steps) for axis in (0, 1)))
    zz = model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
    return xx, yy, zz
