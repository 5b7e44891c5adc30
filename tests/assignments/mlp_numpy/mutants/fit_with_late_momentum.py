# /// mutant
# kills = ["test_fit_is_plain_gradient_descent"]
# may_also_fail = ["test_validation_data_has_no_influence"]
# cause = "momentum"
# ///
"""Momentum, from epoch 4 on."""

import numpy as np


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    labels, labels_val = np.asarray(y), np.asarray(y_val)
    count, features = x.shape
    params = {name: value.astype(x.dtype) for name, value in init_params((features, 64, 10), rng).items()}
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    velocity = dict.fromkeys(params, 0.0)
    for epoch in range(epochs):
        lr = learning_rate(epoch, base_lr, epochs)
        order = rng.permutation(count)
        total = 0.0
        for start in range(0, count, batch_size):
            batch = order[start : start + batch_size]
            logits, cache = forward(params, x[batch])
            total += cross_entropy(logits, labels[batch]) * len(batch)
            grads = backward(params, cache, labels[batch])
            velocity = {name: 0.9 * velocity[name] * (epoch >= 4) + grads[name] for name in grads}
            params = sgd_step(params, velocity, lr)
        logits_val, _ = forward(params, x_val)
        history["train_loss"].append(total / count)
        history["val_loss"].append(cross_entropy(logits_val, labels_val))
        history["val_accuracy"].append(float(np.mean(logits_val.argmax(axis=1) == labels_val)))
    return params, history
