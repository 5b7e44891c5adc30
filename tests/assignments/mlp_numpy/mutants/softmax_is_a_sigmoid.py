# /// mutant
# kills = ["test_softmax_turns_rows_into_probabilities"]
# may_also_fail = ["test_softmax_of_large_logits", "test_softmax_of_rows_far_apart"]
# cause = "rows do not sum to 1"
# ///
"""A sigmoid of each logit by itself."""

import numpy as np


def softmax(logits):
    return 0.5 * (1 + np.tanh(logits / 2))
