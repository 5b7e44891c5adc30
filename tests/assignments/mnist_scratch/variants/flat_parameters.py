# /// variant
# why = "arrays need not be contiguous, and a dict may be of any kind and order"
# ///
"""All parameters are views of one vector, in an ordered dict from the top down."""

import numpy as np


from collections import OrderedDict

SIZES = (784, 50, 10)


def views(flat):
    out, at = OrderedDict(), 0
    for layer in range(len(SIZES) - 1, 0, -1):
        fan_in, fan_out = SIZES[layer - 1], SIZES[layer]
        out[f"b{layer}"] = flat[at : at + fan_out].reshape(fan_out, 1)
        at += fan_out
        out[f"W{layer}"] = flat[at : at + fan_in * fan_out].reshape(fan_in, fan_out).T
        at += fan_in * fan_out
    return out


def flattened(params):
    return np.concatenate([part for key in views(np.empty(39760)) for part in [params[key].T.ravel()]])


def init_params(rng):
    size = sum(a * b + b for a, b in zip(SIZES, SIZES[1:]))
    params = views(rng.standard_normal(size))
    for key, value in params.items():
        value *= 0 if key[0] == "b" else 1 / np.sqrt(value.shape[1])
    return params


def update_params(params, grads, alpha):
    return views(flattened(params) - alpha * flattened(grads))
