# /// mutant
# kills = ["test_sigmoid"]
# may_also_fail = ["test_sigmoid_of_large_entries"]
# cause = "incoming gradient"
# ///
"""The derivative without the incoming gradient."""


@staticmethod
def sigmoid_backward(ctx, grad):
    return ctx["y"] * (1 - ctx["y"])


Sigmoid.backward = sigmoid_backward
