# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "shape"
# ///
"""Probabilities instead of classes."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    return softmax(logits)
