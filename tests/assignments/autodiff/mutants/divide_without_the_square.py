# /// mutant
# kills = ["test_divide"]
# cause = "square"
# ///
"""The denominator is not squared."""


@staticmethod
def divide_backward(ctx, grad):
    a, b = ctx["operands"]
    return unbroadcast(grad / b, a.shape), unbroadcast(-grad * a / b, b.shape)


Divide.backward = divide_backward
