# /// mutant
# kills = ["test_divide"]
# cause = "small number added"
# ///
"""A small constant is added to the denominator."""


@staticmethod
def divide_forward(ctx, a, b):
    ctx["operands"] = a, b + 1e-8
    return a / (b + 1e-8)


Divide.forward = divide_forward
