# /// mutant
# kills = ["test_relu_is_pure"]
# may_also_fail = ["test_backward_propagation_uses_the_cache_that_it_is_given"]
# cause = "changed by the next"
# ///
"""The result is written into an array that is kept for its shape."""

import numpy as np


KEPT = {}


def relu(z):
    out = KEPT.setdefault((z.shape, z.dtype), np.empty_like(z))
    return np.maximum(z, 0, out=out)
