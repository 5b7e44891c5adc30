# /// mutant
# kills = ["test_divide"]
# cause = "multiply"
# ///
"""The first gradient is multiplied by b."""


@staticmethod
def divide_backward(ctx, grad):
    a, b = ctx["operands"]
    return unbroadcast(grad * b, a.shape), unbroadcast(-grad * a / b**2, b.shape)


Divide.backward = divide_backward
