# /// mutant
# kills = ["test_softmax_turns_rows_into_probabilities"]
# may_also_fail = ["test_softmax_of_large_logits"]
# cause = "shape"
# ///
"""A batch of one example loses its first axis."""

import numpy as np


def softmax(logits):
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (shifted / shifted.sum(axis=1, keepdims=True)).squeeze()
