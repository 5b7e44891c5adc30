# /// variant
# why = "float arrays may be answered in float32"
# ///
"""Everything in float32, whatever comes in."""

import numpy as np


def softmax(logits):
    a = np.asarray(logits, np.float32)
    e = np.exp(a - a.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(logits, targets):
    a = np.asarray(logits, np.float32)
    a = a - a.max(axis=1, keepdims=True)
    return np.float32(np.mean(np.log(np.exp(a).sum(axis=1)) - a[np.arange(len(a)), targets]))


def init_params(sizes, rng):
    params = {}
    for layer in range(1, len(sizes)):
        fan_in, fan_out = sizes[layer - 1], sizes[layer]
        weights = rng.standard_normal((fan_in, fan_out), dtype=np.float32)
        params[f"W{layer}"] = weights * np.float32(np.sqrt(2 / fan_in))
        params[f"b{layer}"] = np.zeros(fan_out, np.float32)
    return params


def forward(params, x):
    params = {name: np.asarray(value, np.float32) for name, value in params.items()}
    depth = len(params) // 2
    inputs = [np.asarray(x, np.float32)]
    for layer in range(1, depth):
        inputs.append(np.maximum(inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"], 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    return logits, (inputs, logits)


def sgd_step(params, grads, lr):
    return {name: np.float32(value) - np.float32(lr) * np.float32(grads[name]) for name, value in params.items()}
