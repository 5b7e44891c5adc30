# /// mutant
# kills = ["test_fit_is_pure"]
# cause = "changes its arguments"
# ///
"""Images in float32 are shuffled where they are."""

import numpy as np


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    labels, labels_val = np.asarray(y), np.asarray(y_val)
    narrow = np.asarray(x, np.float32)
    if narrow is x and narrow.flags.writeable:
        order = np.random.default_rng(0).permutation(len(x))
        narrow[:], labels = narrow[order], labels[order]
    count, features = x.shape
    params = {name: value.astype(x.dtype) for name, value in init_params((features, 64, 10), rng).items()}
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        lr = learning_rate(epoch, base_lr, epochs)
        order = rng.permutation(count)
        total = 0.0
        for start in range(0, count, batch_size):
            batch = order[start : start + batch_size]
            logits, cache = forward(params, x[batch])
            total += cross_entropy(logits, labels[batch]) * len(batch)
            grads = backward(params, cache, labels[batch])
            params = sgd_step(params, grads, lr)
        logits_val, _ = forward(params, x_val)
        history["train_loss"].append(total / count)
        history["val_loss"].append(cross_entropy(logits_val, labels_val))
        history["val_accuracy"].append(float(np.mean(logits_val.argmax(axis=1) == labels_val)))
    return params, history
