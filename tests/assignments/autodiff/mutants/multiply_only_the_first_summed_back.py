# /// mutant
# kills = ["test_gradients_of_broadcast_operands"]
# may_also_fail = ["test_operators_with_numbers_and_arrays"]
# cause = "broadcast"
# ///
"""Only the first operand is thought to be broadcast."""


@staticmethod
def multiply_backward(ctx, grad):
    a, b = ctx["operands"]
    return unbroadcast(grad * b, a.shape), grad * a


Multiply.backward = multiply_backward
