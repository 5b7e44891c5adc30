# /// mutant
# kills = ["test_decision_grid_covers_the_points"]
# may_also_fail = ["test_decision_grid_is_pure"]
# cause = "float32"
# ///
"""The points' range is taken in an array of doubles, and no other is allowed."""

import numpy as np


def decision_grid(model, x, steps):
    own = np.empty(x.shape)
    np.copyto(own, x, casting="no")
    low, high = own.min(axis=0), own.max(axis=0)
    xx, yy = np.meshgrid(*(np.linspace(low[axis], high[axis], steps) for axis in (0, 1)))
    zz = model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
    return xx, yy, zz
