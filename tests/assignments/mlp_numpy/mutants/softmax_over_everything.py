# /// mutant
# kills = ["test_softmax_turns_rows_into_probabilities"]
# may_also_fail = ["test_softmax_of_rows_far_apart"]
# cause = "sum over the whole array"
# ///
"""Softmax normalised by the sum over the whole batch."""

import numpy as np


def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum()
