# /// mutant
# kills = ["test_gradients_of_broadcast_operands"]
# cause = "broadcast"
# ///
"""Gradients keep the shape of the sum."""


@staticmethod
def add_backward(ctx, grad):
    return grad.copy(), grad.copy()


Add.backward = add_backward
