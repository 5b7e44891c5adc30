# /// mutant
# kills = ["test_operations_are_pure"]
# cause = "in-place"
# ///
"""The incoming gradient itself is masked."""


@staticmethod
def relu_backward(ctx, grad):
    grad *= ctx["positive"]
    return grad


ReLU.backward = relu_backward
