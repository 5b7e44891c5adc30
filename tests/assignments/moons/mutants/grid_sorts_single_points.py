# /// mutant
# kills = ["test_decision_grid_is_pure"]
# cause = "changes its arguments"
# ///
"""Points in float32 are sorted where they are."""

import numpy as np


def decision_grid(model, x, steps):
    x = np.asarray(x, np.float32)
    x.sort(axis=0)
    xx, yy = np.meshgrid(*(np.linspace(x[0, axis], x[-1, axis], steps) for axis in (0, 1)))
    return xx, yy, model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
