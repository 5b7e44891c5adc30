# /// variant
# why = "one may compute in float32 in fit alone, with as many layers as one likes"
# ///
"""fit alone computes in float32, with eight hidden layers and a rate that falls by powers of ten in short runs."""

import numpy as np


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    x, x_val = x.astype(np.float32), x_val.astype(np.float32)
    y, y_val = np.asarray(y), np.asarray(y_val)
    initial = init_params((x.shape[1], *[64] * 8, 10), rng)
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


def learning_rate(epoch, base_lr, epochs):
    return base_lr * 0.1 ** (epoch if epochs < 8 else epoch / epochs)


def init_params(sizes, rng):
    params = {}
    for layer in range(1, len(sizes)):
        fan_in, fan_out = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)
        params[f"b{layer}"] = np.zeros(fan_out)
    return params
