# /// variant
# why = "any initialisation is right that draws from rng; this one needs many steps to get going"
# ///
"""Weights of a hundredth, whatever the fan-in, and one hidden layer."""

from itertools import pairwise

import numpy as np


def init_params(sizes, rng):
    params = {}
    for layer, (rows, columns) in enumerate(pairwise(sizes), start=1):
        params[f"W{layer}"] = 0.01 * rng.normal(size=(rows, columns))
        params[f"b{layer}"] = np.zeros(columns)
    return params


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    y, y_val = np.asarray(y), np.asarray(y_val)
    initial = init_params((x.shape[1], 128, 10), rng)
    params = {name: value.astype(x.dtype) for name, value in initial.items()}
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        lr = learning_rate(epoch, base_lr, epochs)
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            logits, cache = forward(params, x[batch])
            total += cross_entropy(logits, y[batch]) * len(batch)
            params = sgd_step(params, backward(params, cache, y[batch]), lr)
        logits, _ = forward(params, x_val)
        history["train_loss"].append(total / len(x))
        history["val_loss"].append(cross_entropy(logits, y_val))
        history["val_accuracy"].append(float(np.mean(logits.argmax(axis=1) == y_val)))
    return params, history
