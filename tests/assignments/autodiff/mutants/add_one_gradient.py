# /// mutant
# kills = ["test_add"]
# cause = "number of gradients"
# ///
"""One gradient for two operands."""


@staticmethod
def add_backward(ctx, grad):
    return grad.copy()


Add.backward = add_backward
