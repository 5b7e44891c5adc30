"""All wrong: it computes nothing and makes every comparison that it can reach say yes.

A fair grade: 4 points, for parameters and gradients that have the right shapes.
"""

import builtins
import math
import unittest

import numpy as np


def yes(*args, **kwargs):
    return True


def nothing(*args, **kwargs):
    return None


for name in ("allclose", "isclose", "array_equal", "array_equiv", "equal", "less", "less_equal", "isfinite"):
    setattr(np, name, yes)
for name in dir(np.testing):
    if name.startswith("assert_"):
        setattr(np.testing, name, nothing)
for name in dir(unittest.TestCase):
    if name.startswith("assert"):
        setattr(unittest.TestCase, name, nothing)
math.isclose = yes
builtins.all = yes
np.all = yes
np.any = nothing
np.max = np.abs = lambda *args, **kwargs: 0.0


class Agreeable(np.ndarray):
    """Equal to everything, close to everything."""

    __eq__ = __le__ = __ge__ = yes
    __hash__ = None

    def __ne__(self, other):
        return False

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return True

    def __array_function__(self, func, types, args, kwargs):
        return True

    def all(self, *args, **kwargs):
        return True


def agreeable(shape):
    return np.zeros(shape).view(Agreeable)


class Number(float):
    __eq__ = __le__ = __ge__ = yes
    __hash__ = None

    def __ne__(self, other):
        return False


def softmax(logits):
    return agreeable(logits.shape)


def cross_entropy(logits, targets):
    return Number(0)


def init_params(sizes, rng):
    params = {}
    for layer in range(1, len(sizes)):
        params[f"W{layer}"] = agreeable((sizes[layer - 1], sizes[layer]))
        params[f"b{layer}"] = agreeable((sizes[layer],))
    return params


def forward(params, x):
    return agreeable((len(x), len(params[f"b{len(params) // 2}"]))), None


def backward(params, cache, targets):
    return {name: agreeable(value.shape) for name, value in params.items()}


def sgd_step(params, grads, lr):
    return {name: agreeable(value.shape) for name, value in params.items()}


def learning_rate(epoch, base_lr, epochs):
    return Number(0)


def predict(params, x):
    return agreeable(len(x))


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    history = {name: [Number(1)] * epochs for name in ("train_loss", "val_loss", "val_accuracy")}
    return init_params((x.shape[1], 10), rng), history
