# /// mutant
# kills = ["test_softmax_of_rows_far_apart"]
# cause = "global maximum"
# ///
"""The maximum of the whole batch is subtracted: a row far below it becomes 0 / 0."""

import numpy as np


def softmax(logits):
    with np.errstate(all="ignore"):
        shifted = np.exp(logits - logits.max())
        return shifted / shifted.sum(axis=1, keepdims=True)
