# /// mutant
# kills = ["test_softmax_turns_columns_into_probabilities", "test_softmax_of_large_entries"]
# may_also_fail = ["test_softmax_of_columns_far_apart"]
# cause = "sigmoid"
# ///
"""Each entry's sigmoid."""

import numpy as np


def softmax(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
