# /// mutant
# kills = ["test_relu"]
# cause = "incoming gradient"
# ///
"""The mask without the incoming gradient."""


@staticmethod
def relu_backward(ctx, grad):
    return ctx["positive"].astype(float)


ReLU.backward = relu_backward
