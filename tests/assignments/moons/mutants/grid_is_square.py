# /// mutant
# kills = ["test_decision_grid_covers_the_points"]
# cause = "both coordinates together"
# ///
"""One range for both axes."""

import numpy as np


def decision_grid(model, x, steps):
    along = np.linspace(x.min(), x.max(), steps)
    xx, yy = np.meshgrid(along, along)
    return xx, yy, model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
