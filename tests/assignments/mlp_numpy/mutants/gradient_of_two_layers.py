# /// mutant
# kills = ["test_backward_of_any_depth"]
# cause = "number of layers"
# ///
"""Works for exactly one hidden layer."""

import numpy as np


def backward(params, cache, targets):
    (x, hidden), logits = cache
    delta = softmax(logits)
    delta[np.arange(len(logits)), np.asarray(targets)] -= 1
    delta /= len(logits)
    below = (delta @ params["W2"].T) * (hidden > 0)
    return {"W1": x.T @ below, "b1": below.sum(axis=0), "W2": hidden.T @ delta, "b2": delta.sum(axis=0)}
