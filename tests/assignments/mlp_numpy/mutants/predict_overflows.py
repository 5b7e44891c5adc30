# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "exp overflow"
# ///
"""Probabilities by an exponential of the logits as they are."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    exponentials = np.exp(logits)
    return (exponentials / exponentials.sum(axis=1, keepdims=True)).argmax(axis=1)
