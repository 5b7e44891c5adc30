# /// mutant
# kills = ["test_softmax_of_large_logits"]
# may_also_fail = ["test_softmax_of_rows_far_apart"]
# cause = "exp overflow"
# ///
"""The first logit of each row is subtracted, which need not be the largest."""

import numpy as np


def softmax(logits):
    exponentials = np.exp(logits - logits[:, :1])
    return exponentials / exponentials.sum(axis=1, keepdims=True)
