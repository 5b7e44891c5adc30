# /// mutant
# kills = ["test_subtract"]
# cause = "sign"
# ///
"""b − a."""


@staticmethod
def subtract_forward(ctx, a, b):
    ctx["shapes"] = a.shape, b.shape
    return b - a


Subtract.forward = subtract_forward


@staticmethod
def subtract_backward(ctx, grad):
    a, b = ctx["shapes"]
    return unbroadcast(-grad, a), unbroadcast(grad, b)


Subtract.backward = subtract_backward
