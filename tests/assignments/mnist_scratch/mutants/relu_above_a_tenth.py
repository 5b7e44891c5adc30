# /// mutant
# kills = ["test_relu_keeps_what_is_positive"]
# may_also_fail = [
#     "test_gradient_descent_is_full_batch",
#     "test_history_is_what_was_measured",
#     "test_backward_propagation_of_the_biases",
# ]
# cause = "compared with another number than 0"
# ///
"""Small positive entries become 0, too."""

import numpy as np


def relu(z):
    return np.where(z > 0.1, z, 0.0)
