# /// mutant
# kills = ["test_sigmoid"]
# may_also_fail = ["test_sigmoid_of_large_entries"]
# cause = "sigmoid"
# ///
"""tanh and its derivative."""

import numpy as np


@staticmethod
def sigmoid_forward(ctx, x):
    ctx["y"] = np.tanh(x)
    return ctx["y"]


Sigmoid.forward = sigmoid_forward


@staticmethod
def sigmoid_backward(ctx, grad):
    return grad * (1 - ctx["y"] ** 2)


Sigmoid.backward = sigmoid_backward
