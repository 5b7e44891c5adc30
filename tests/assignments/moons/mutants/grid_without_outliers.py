# /// mutant
# kills = ["test_decision_grid_covers_the_points"]
# cause = "does not reach"
# ///
"""The hundredth part of the points at either end is left out."""

import numpy as np


def decision_grid(model, x, steps):
    low, high = np.quantile(x, [0.01, 0.99], axis=0)
    margin = 0.05 * (high - low)
    xx, yy = np.meshgrid(*(np.linspace(low[axis] - margin[axis], high[axis] + margin[axis], steps) for axis in (0, 1)))
    return xx, yy, model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
