# /// mutant
# kills = ["test_decision_grid_covers_the_points"]
# may_also_fail = ["test_decision_grid_is_pure"]
# cause = "around the points"
# ///
"""From −1 to 1, wherever the points are."""

import numpy as np


def decision_grid(model, x, steps):
    margin = 0.05 * np.ptp(x, axis=0)
    low, high = np.full(2, -1.0), np.full(2, 1.0)
    xx, yy = np.meshgrid(*(np.linspace(low[axis], high[axis], steps) for axis in (0, 1)))
    zz = model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
    return xx, yy, zz
