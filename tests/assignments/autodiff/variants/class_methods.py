# /// variant
# why = "a class method can be called like a static one"
# ///
"""forward and backward are class methods, and ask their class for what they compute."""

import numpy as np


class Elementwise:
    @classmethod
    def forward(cls, ctx, x):
        ctx["x"], ctx["y"] = x, cls.f(x)
        return ctx["y"]

    @classmethod
    def backward(cls, ctx, grad):
        return grad * cls.derivative(ctx["x"], ctx["y"])


class Exp(Elementwise, Op):
    f = np.exp

    @staticmethod
    def derivative(x, y):
        return y


class Log(Elementwise, Op):
    f = np.log

    @staticmethod
    def derivative(x, y):
        return 1 / x


class Sigmoid(Elementwise, Op):
    @staticmethod
    def f(x):
        return 0.5 * (1 + np.tanh(0.5 * x))

    @staticmethod
    def derivative(x, y):
        return y - y * y


class ReLU(Elementwise, Op):
    @staticmethod
    def f(x):
        return (np.abs(x) + x) / 2

    @staticmethod
    def derivative(x, y):
        return (x >= 0).astype(int)
