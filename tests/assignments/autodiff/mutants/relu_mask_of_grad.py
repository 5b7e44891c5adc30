# /// mutant
# kills = ["test_relu"]
# cause = "mask"
# ///
"""The mask is that of the incoming gradient."""


@staticmethod
def relu_backward(ctx, grad):
    return grad * (grad > 0)


ReLU.backward = relu_backward
