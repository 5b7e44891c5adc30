# /// mutant
# kills = ["test_divide"]
# cause = "missing"
# ///
"""The numerator is missing from the second gradient."""


@staticmethod
def divide_backward(ctx, grad):
    a, b = ctx["operands"]
    return unbroadcast(grad / b, a.shape), unbroadcast(-grad / b**2, b.shape)


Divide.backward = divide_backward
