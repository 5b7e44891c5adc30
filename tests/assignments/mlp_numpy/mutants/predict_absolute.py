# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "absolute"
# ///
"""The logit that is largest without its sign."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    return np.abs(logits).argmax(axis=1)
