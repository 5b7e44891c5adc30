# /// mutant
# kills = ["test_softmax_turns_rows_into_probabilities"]
# may_also_fail = ["test_softmax_of_large_logits", "test_softmax_of_rows_far_apart"]
# cause = "no exponential"
# ///
"""Shifted logits are divided by their sum; the exponential is missing."""

import numpy as np


def softmax(logits):
    shifted = logits - logits.min(axis=1, keepdims=True) + 1
    return shifted / shifted.sum(axis=1, keepdims=True)
