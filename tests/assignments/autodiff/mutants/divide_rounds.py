# /// mutant
# kills = ["test_divide"]
# cause = "integers"
# ///
"""Whole quotients."""


@staticmethod
def divide_forward(ctx, a, b):
    ctx["operands"] = a, b
    return a // b


Divide.forward = divide_forward
