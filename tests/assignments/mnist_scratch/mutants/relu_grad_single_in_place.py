# /// mutant
# kills = ["test_relu_grad_is_pure"]
# cause = "changes its arguments"
# ///
"""In float32, and in the caller's array where this is float32."""

import numpy as np


def relu_grad(z):
    z = np.asarray(z, np.float32)
    z[...] = z > 0
    return z
