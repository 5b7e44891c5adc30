# /// variant
# why = "how products are written is free"
# ///
"""One-hot labels through eye, sums through einsum, lists as pairs."""

import numpy as np


def forward(params, x):
    depth = len(params) // 2
    layers = [x]
    for layer in range(1, depth + 1):
        z = np.einsum("ni,io->no", layers[-1], params[f"W{layer}"], optimize=True) + params[f"b{layer}"]
        layers.append(z.clip(0) if layer < depth else z)
    return [layers[-1], layers]


def cross_entropy(logits, targets):
    hot = np.eye(logits.shape[1])[np.asarray(targets)]
    shifted = logits - np.einsum("nk,nk->n", hot, logits)[:, None]
    largest = shifted.max(axis=1)
    return np.mean(largest + np.log(np.exp(shifted - largest[:, None]).sum(axis=1)))


def backward(params, cache, targets):
    *inputs, logits = cache
    n, classes = logits.shape
    delta = (softmax(logits) - np.eye(classes, dtype=logits.dtype)[np.asarray(targets)]) / n
    grads = {}
    for layer in range(len(inputs), 0, -1):
        h = inputs[layer - 1]
        grads[f"W{layer}"] = np.einsum("ni,no->io", h, delta, optimize=True)
        grads[f"b{layer}"] = np.einsum("no->o", delta)
        delta = np.einsum("no,io->ni", delta, params[f"W{layer}"], optimize=True) * np.sign(h)
    return grads
