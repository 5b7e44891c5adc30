# /// mutant
# kills = ["test_subtract"]
# may_also_fail = ["test_backward_agrees_with_finite_differences"]
# cause = "sign"
# ///
"""The second gradient is not negated."""


@staticmethod
def subtract_backward(ctx, grad):
    a, b = ctx["shapes"]
    return unbroadcast(grad, a), unbroadcast(grad, b)


Subtract.backward = subtract_backward
