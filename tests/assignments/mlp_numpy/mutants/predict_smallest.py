# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "argmin"
# ///
"""The least probable class."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    return logits.argmin(axis=1)
