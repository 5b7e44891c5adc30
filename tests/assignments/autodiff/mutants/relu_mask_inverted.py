# /// mutant
# kills = ["test_relu"]
# cause = "mask"
# ///
"""The gradient goes where the value is 0."""


@staticmethod
def relu_backward(ctx, grad):
    return grad * ~ctx["positive"]


ReLU.backward = relu_backward
