# /// variant
# why = "the initialisation is free, and one may compute in float32: where W1's gradient is small, rounding hides it"
# ///
"""fit computes in float32, from weights of which the last layer's are a hundredth of the usual ones."""

import numpy as np


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    x, x_val = x.astype(np.float32), x_val.astype(np.float32)
    y, y_val = np.asarray(y), np.asarray(y_val)
    params = {name: value.astype(np.float32) for name, value in init_params((x.shape[1], 256, 10), rng).items()}
    params["W2"] *= np.float32(0.01)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        lr = np.float32(learning_rate(epoch, base_lr, epochs))
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
