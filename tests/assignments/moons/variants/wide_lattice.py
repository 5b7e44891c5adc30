# /// variant
# why = "a lattice may reach beyond the points"
# ///
"""The lattice begins half a unit outside, its rows from the top down."""

import numpy as np


def decision_grid(model, x, steps):
    reach = 0.3 * (x.max(axis=0) - x.min(axis=0))
    horizontal = np.linspace(x[:, 0].min() - reach[0], x[:, 0].max() + reach[0], num=steps)
    vertical = np.linspace(x[:, 1].max() + reach[1], x[:, 1].min() - reach[1], num=steps)
    xx, yy = np.tile(horizontal, (steps, 1)), np.repeat(vertical[:, None], steps, axis=1)
    return xx, yy, model.predict_proba(np.c_[xx.ravel(), yy.ravel()]).reshape(steps, steps)
