# /// mutant
# kills = ["test_sigmoid"]
# cause = "factor"
# ///
"""The factor 1 − y is missing."""


@staticmethod
def sigmoid_backward(ctx, grad):
    return grad * ctx["y"]


Sigmoid.backward = sigmoid_backward
