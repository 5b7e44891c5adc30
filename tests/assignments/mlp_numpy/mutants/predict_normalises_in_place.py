# /// mutant
# kills = ["test_predict_is_pure"]
# cause = "in place"
# ///
"""Images are scaled in the caller's own array."""

import numpy as np


def predict(params, x):
    np.divide(x, 1.0, out=x)
    logits, _ = forward(params, x)
    return logits.argmax(axis=1)
