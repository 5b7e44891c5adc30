# /// mutant
# kills = ["test_gradients_of_broadcast_operands"]
# may_also_fail = ["test_operators_with_numbers_and_arrays"]
# cause = "broadcast"
# ///
"""Gradients keep the shape of the quotient."""


@staticmethod
def divide_backward(ctx, grad):
    a, b = ctx["operands"]
    return grad / b, -grad * a / b**2


Divide.backward = divide_backward
