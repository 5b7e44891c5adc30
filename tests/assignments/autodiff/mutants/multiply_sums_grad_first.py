# /// mutant
# kills = ["test_gradients_of_broadcast_operands"]
# cause = "broadcast"
# ///
"""The incoming gradient is summed before it is multiplied."""


@staticmethod
def multiply_backward(ctx, grad):
    a, b = ctx["operands"]
    return unbroadcast(unbroadcast(grad, a.shape) * b, a.shape), unbroadcast(grad * a, b.shape)


Multiply.backward = multiply_backward
