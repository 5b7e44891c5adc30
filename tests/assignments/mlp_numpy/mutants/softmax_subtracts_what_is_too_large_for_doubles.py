# /// mutant
# kills = ["test_softmax_of_large_logits"]
# may_also_fail = ["test_cross_entropy_of_large_logits", "test_backward_of_the_last_weights"]
# cause = "overflow"
# ///
"""The maximum is taken off where a logit is beyond 700."""

import numpy as np


def softmax(logits):
    if np.abs(logits).max() > 700:
        logits = logits - logits.max(axis=1, keepdims=True)
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
