# /// mutant
# kills = ["test_predict_gives_the_largest_logit"]
# may_also_fail = ["test_predict_is_pure"]
# cause = "axis"
# ///
"""The largest over the batch instead of over the classes."""

import numpy as np


def predict(params, x):
    logits, _ = forward(params, x)
    return logits.argmax(axis=0)
