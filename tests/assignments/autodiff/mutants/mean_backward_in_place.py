# /// mutant
# kills = ["test_operations_are_pure"]
# cause = "in-place"
# ///
"""The incoming gradient itself is divided."""


@staticmethod
def mean_backward(ctx, grad):
    grad /= ctx["n"]
    return spread(grad, ctx["shape"], ctx["axis"])


Mean.backward = mean_backward
