# /// variant
# why = "when the order is drawn is free"
# ///
"""The orders of all epochs are drawn before the parameters, and updates go through a decorated sgd_step."""

import functools

import numpy as np


def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@counted
def sgd_step(params, grads, lr):
    moved = {}
    for name in sorted(params, reverse=True):
        moved[name] = params[name].copy()
        moved[name] -= moved[name].dtype.type(lr) * grads[name]
    return moved


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    y, y_val = np.array(y, dtype=int), np.array(y_val, dtype=int)
    orders = rng.permuted(np.tile(np.arange(len(x)), (epochs, 1)), axis=1)
    sizes = (x.shape[1], 128, 64, 64, 10)
    params = {name: value.astype(x.dtype) for name, value in init_params(sizes, rng).items()}
    history = {"train_loss": (), "val_loss": (), "val_accuracy": ()}
    for epoch, order in enumerate(orders):
        losses = []
        for batch in np.array_split(order, np.arange(batch_size, len(x), batch_size)):
            logits, cache = forward(params, x[batch])
            losses += [cross_entropy(logits, y[batch])] * len(batch)
            params = sgd_step(params, backward(params, cache, y[batch]), learning_rate(epoch, base_lr, epochs))
        logits = forward(params, x_val)[0]
        right = np.argmax(softmax(logits), axis=1) == y_val
        row = {"train_loss": np.mean(losses), "val_loss": cross_entropy(logits, y_val), "val_accuracy": right.mean()}
        history = {name: (*history[name], row[name]) for name in history}
    return params, history
