# /// mutant
# kills = ["test_gradients_of_broadcast_operands"]
# cause = "broadcast"
# ///
"""Only the second operand is thought to be broadcast."""


@staticmethod
def add_backward(ctx, grad):
    return grad.copy(), unbroadcast(grad, ctx["shapes"][1])


Add.backward = add_backward
