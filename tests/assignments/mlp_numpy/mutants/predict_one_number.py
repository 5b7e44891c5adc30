# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "shape"
# ///
"""A batch of one example gives a bare number."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    return logits.argmax(axis=1).squeeze()
