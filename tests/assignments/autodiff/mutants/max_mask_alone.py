# /// mutant
# kills = ["test_max"]
# cause = "incoming gradient"
# ///
"""The mask without the incoming gradient."""

import numpy as np


@staticmethod
def max_backward(ctx, grad):
    return np.array(ctx["shares"])


Max.backward = max_backward
