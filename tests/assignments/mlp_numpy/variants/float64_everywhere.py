# /// variant
# why = "float arrays may be answered in float64"
# ///
"""Everything in float64, whatever comes in."""

import numpy as np


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    x, x_val = x.astype(float), x_val.astype(float)
    y, y_val = np.asarray(y), np.asarray(y_val)
    params = init_params((x.shape[1], 150, 60, 10), rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        order = rng.permutation(len(x))
        for i in range(-(-len(x) // batch_size)):
            batch = order[i * batch_size : (i + 1) * batch_size]
            _, cache = forward(params, x[batch])
            params = sgd_step(params, backward(params, cache, y[batch]), learning_rate(epoch, base_lr, epochs))
        history["train_loss"].append(cross_entropy(forward(params, x)[0], y))
        history["val_loss"].append(cross_entropy(forward(params, x_val)[0], y_val))
        history["val_accuracy"].append(np.count_nonzero(predict(params, x_val) == y_val) / len(y_val))
    return params, history
