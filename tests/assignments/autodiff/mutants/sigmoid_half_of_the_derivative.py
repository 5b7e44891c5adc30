# /// mutant
# kills = ["test_sigmoid"]
# may_also_fail = ["test_sigmoid_of_large_entries"]
# cause = "factor"
# ///
"""The factor 1 − y is missing."""


@staticmethod
def sigmoid_backward(ctx, grad):
    return grad * ctx["y"]


Sigmoid.backward = sigmoid_backward
