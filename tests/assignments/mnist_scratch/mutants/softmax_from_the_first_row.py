# /// mutant
# kills = ["test_softmax_of_large_entries"]
# may_also_fail = [
#     "test_softmax_of_columns_far_apart",
#     "test_forward_propagation_leads_to_the_right_digits",
#     "test_predictions_of_one_image",
#     "test_backward_propagation_of_confident_predictions",
#     "test_history_of_large_logits",
# ]
# cause = "nan"
# ///
"""The first entry of a column is subtracted, not the largest."""

import numpy as np


def softmax(z):
    e = np.exp(z - z[0])
    return e / e.sum(axis=0)
