# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "max"
# ///
"""The largest logit itself, as an integer."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    return logits.max(axis=1).astype(int)
