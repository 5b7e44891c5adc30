# /// mutant
# kills = ["test_sum"]
# cause = "incoming gradient"
# ///
"""Ones, whatever came."""

import numpy as np


@staticmethod
def sum_backward(ctx, grad):
    return np.ones(ctx["shape"])


Sum.backward = sum_backward
