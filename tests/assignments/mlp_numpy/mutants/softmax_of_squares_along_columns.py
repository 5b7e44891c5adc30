# /// mutant
# kills = ["test_softmax_turns_rows_into_probabilities"]
# may_also_fail = ["test_cross_entropy_is_the_mean"]
# cause = "axis"
# ///
"""Where there are as many rows as columns, columns become probabilities."""

import numpy as np


def softmax(logits):
    axis = 0 if logits.shape[0] == logits.shape[1] > 1 else 1
    exponentials = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)
