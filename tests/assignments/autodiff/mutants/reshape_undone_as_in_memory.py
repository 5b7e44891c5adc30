# /// mutant
# kills = ["test_gradients_through_methods"]
# cause = "memory"
# ///
"""The gradient's entries come in the order in which they lie in memory."""


@staticmethod
def reshape_backward(ctx, grad):
    return grad.ravel(order="K").reshape(ctx["shape"])


Reshape.backward = reshape_backward
