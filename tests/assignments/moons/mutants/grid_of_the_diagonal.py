# /// mutant
# kills = ["test_decision_grid_covers_the_points"]
# may_also_fail = ["test_decision_grid_holds_the_model_s_probabilities", "test_decision_grid_is_pure"]
# cause = "shape"
# ///
"""Pairs of coordinates along the diagonal."""

import numpy as np


def decision_grid(model, x, steps):
    low, high = x.min(axis=0), x.max(axis=0)
    xx, yy = (np.linspace(low[axis], high[axis], steps) for axis in (0, 1))
    return xx, yy, model.predict_proba(np.column_stack([xx, yy]))
