# /// mutant
# kills = ["test_max"]
# may_also_fail = ["test_max_of_equal_entries"]
# cause = "incoming gradient"
# ///
"""The mask without the incoming gradient."""

import numpy as np


@staticmethod
def max_backward(ctx, grad):
    return np.array(ctx["shares"])


Max.backward = max_backward
