# /// mutant
# kills = ["test_sigmoid"]
# cause = "incoming gradient"
# ///
"""The derivative without the incoming gradient."""


@staticmethod
def sigmoid_backward(ctx, grad):
    return ctx["y"] * (1 - ctx["y"])


Sigmoid.backward = sigmoid_backward
