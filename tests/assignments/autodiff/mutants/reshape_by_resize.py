# /// mutant
# kills = ["test_reshape"]
# cause = "-1"
# ///
"""A length of −1 is not thought of."""

import numpy as np


@staticmethod
def reshape_forward(ctx, x, shape):
    ctx["shape"] = x.shape
    return np.resize(x, tuple(max(length, 1) for length in shape))


Reshape.forward = reshape_forward
