# /// mutant
# kills = ["test_softmax_turns_rows_into_probabilities"]
# may_also_fail = ["test_softmax_of_large_logits", "test_softmax_of_rows_far_apart"]
# cause = "axis"
# ///
"""Softmax normalised over the batch instead of over the classes."""

import numpy as np


def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=0, keepdims=True))
    return shifted / shifted.sum(axis=0, keepdims=True)
