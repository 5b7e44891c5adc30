# /// mutant
# kills = ["test_forward_of_any_depth"]
# cause = "number of layers"
# ///
"""Works for exactly one hidden layer."""

import numpy as np


def forward(params, x):
    hidden = np.maximum(x @ params["W1"] + params["b1"], 0)
    logits = hidden @ params["W2"] + params["b2"]
    return logits, ([x, hidden], logits)
