# /// mutant
# kills = ["test_relu_is_pure"]
# may_also_fail = ["test_predictions_are_the_most_probable_digits", "test_predictions_of_one_image"]
# cause = "changes its arguments"
# ///
"""In float32, and in the caller's array where this is float32."""

import numpy as np


def relu(z):
    z = np.asarray(z, np.float32)
    z *= z > 0
    return z
