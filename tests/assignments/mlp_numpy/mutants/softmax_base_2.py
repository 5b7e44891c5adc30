# /// mutant
# kills = ["test_softmax_turns_rows_into_probabilities"]
# may_also_fail = ["test_softmax_of_large_logits", "test_softmax_of_rows_far_apart"]
# cause = "base"
# ///
"""Powers of 2 instead of e."""

import numpy as np


def softmax(logits):
    shifted = np.exp2(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)
