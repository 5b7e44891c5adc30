# /// variant
# why = "a function may be a partial"
# ///
"""The update is made of a general one."""

import functools


def moved(sign, params, grads, lr):
    return {name: value + sign * lr * grads[name] for name, value in params.items()}


sgd_step = functools.partial(moved, -1)
