# /// mutant
# kills = ["test_softmax_of_columns_far_apart"]
# may_also_fail = [
#     "test_softmax_of_large_entries",
#     "test_backward_propagation_of_confident_predictions",
#     "test_history_of_large_logits",
# ]
# cause = "scaled"
# ///
"""Exponents are scaled down by the widest column, against underflow."""

import numpy as np


def softmax(z):
    z = z - z.max(axis=0)
    e = np.exp(z / max(1.0, -z.min() / 500))
    return e / e.sum(axis=0)
