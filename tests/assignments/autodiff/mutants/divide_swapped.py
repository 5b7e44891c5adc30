# /// mutant
# kills = ["test_divide"]
# cause = "swapped"
# ///
"""a and b have changed places."""


@staticmethod
def divide_backward(ctx, grad):
    a, b = ctx["operands"]
    return unbroadcast(grad / a, a.shape), unbroadcast(-grad * b / a**2, b.shape)


Divide.backward = divide_backward
