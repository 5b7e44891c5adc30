# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# cause = "integers"
# ///
"""Classes as floating-point numbers."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    return logits.argmax(axis=1).astype(float)
