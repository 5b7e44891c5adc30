# /// mutant
# kills = ["test_perceptron_is_pure", "test_network_is_pure"]
# cause = "changes its arguments"
# ///
"""Labels of one byte become signs where they are."""

import numpy as np


def binary_cross_entropy(logits, y):
    signs = np.asarray(y, np.int8)
    signs *= 2
    signs -= 1
    return float(np.mean(np.logaddexp(0, -signs * logits)))
