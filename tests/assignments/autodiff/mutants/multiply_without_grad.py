# /// mutant
# kills = ["test_multiply"]
# cause = "incoming gradient"
# ///
"""The derivatives without the incoming gradient."""

import numpy as np


@staticmethod
def multiply_backward(ctx, grad):
    a, b = ctx["operands"]
    ones = np.ones_like(grad)
    return unbroadcast(ones * b, a.shape), unbroadcast(ones * a, b.shape)


Multiply.backward = multiply_backward
