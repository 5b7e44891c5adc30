# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "off by one"
# ///
"""Classes are counted from 1."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    return logits.argmax(axis=1) + 1
