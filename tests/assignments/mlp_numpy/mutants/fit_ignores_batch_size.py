# /// mutant
# kills = [
#     "test_fit_updates_by_sgd_step",
#     "test_fit_uses_every_example_once",
#     "test_no_order_follows_from_another",
# ]
# cause = "batch_size"
# ///
"""Batches of 64, whatever is asked for."""

import numpy as np


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    batch_size = 64
    y, y_val = np.asarray(y), np.asarray(y_val)
    initial = init_params((x.shape[1], 128, 64, 32, 10), rng)
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
