# /// mutant
# kills = ["test_softmax_of_large_logits"]
# may_also_fail = ["test_softmax_of_rows_far_apart"]
# cause = "clipped"
# ///
"""Large logits are clipped so that exp does not overflow; 1000 and 1001 become the same."""

import numpy as np


def softmax(logits):
    exponentials = np.exp(np.clip(logits, -30, 30))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
