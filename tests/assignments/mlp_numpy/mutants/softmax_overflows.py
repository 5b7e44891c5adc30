# /// mutant
# kills = ["test_softmax_of_large_logits"]
# may_also_fail = ["test_softmax_of_rows_far_apart"]
# cause = "overflow"
# ///
"""No maximum is subtracted: exp overflows at 1000 and everything underflows at -1000."""

import numpy as np


def softmax(logits):
    with np.errstate(all="ignore"):
        exponentials = np.exp(logits)
        return exponentials / exponentials.sum(axis=1, keepdims=True)
