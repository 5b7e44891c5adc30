# /// variant
# why = "called by way of the class a function needs no decorator"
# ///
"""forward and backward are plain functions in the class."""

import numpy as np


class Exp(Op):
    def forward(ctx, x):
        ctx["e"] = np.exp(x)
        return ctx["e"]

    def backward(ctx, grad):
        return [grad * ctx["e"]]


class Log(Op):
    def forward(ctx, x):
        ctx["x"] = x
        return np.log(x)

    def backward(ctx, grad):
        return (grad / ctx["x"],)


class Add(Op):
    def forward(ctx, a, b):
        ctx["a"], ctx["b"] = a, b
        return a + b

    def backward(ctx, grad):
        return [unbroadcast(grad, ctx["a"].shape), unbroadcast(grad, ctx["b"].shape)]
