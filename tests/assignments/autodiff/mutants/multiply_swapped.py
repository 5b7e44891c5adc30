# /// mutant
# kills = ["test_multiply"]
# cause = "swapped"
# ///
"""Each operand gets the gradient of the other."""


@staticmethod
def multiply_backward(ctx, grad):
    a, b = ctx["operands"]
    return unbroadcast(grad * a, a.shape), unbroadcast(grad * b, b.shape)


Multiply.backward = multiply_backward
