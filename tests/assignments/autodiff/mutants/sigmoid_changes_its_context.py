# /// mutant
# kills = ["test_backward_of_an_operation_can_be_called_twice"]
# cause = "ctx"
# ///
"""The value that was kept becomes the derivative."""


@staticmethod
def sigmoid_backward(ctx, grad):
    y = ctx["y"]
    ctx["y"] = y * (1 - y)
    return grad * ctx["y"]


Sigmoid.backward = sigmoid_backward
