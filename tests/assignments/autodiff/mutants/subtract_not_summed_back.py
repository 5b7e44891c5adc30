# /// mutant
# kills = ["test_gradients_of_broadcast_operands"]
# cause = "broadcast"
# ///
"""Gradients keep the shape of the difference."""


@staticmethod
def subtract_backward(ctx, grad):
    return grad.copy(), -grad


Subtract.backward = subtract_backward
