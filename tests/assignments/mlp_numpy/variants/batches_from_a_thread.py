# /// variant
# why = "a program may have threads"
# ///
"""Batches are put together by a thread of their own."""

import queue
import threading

import numpy as np


def fetched(x, y, order, batch_size):
    batches = queue.Queue(maxsize=4)

    def put():
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            batches.put((x[batch], y[batch]))
        batches.put(None)

    thread = threading.Thread(target=put, daemon=True)
    thread.start()
    while (batch := batches.get()) is not None:
        yield batch
    thread.join()


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    y, y_val = np.asarray(y), np.asarray(y_val)
    initial = init_params((x.shape[1], 128, 64, 32, 10), rng)
    params = {name: value.astype(x.dtype) for name, value in initial.items()}
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        lr = learning_rate(epoch, base_lr, epochs)
        order = rng.permutation(len(x))
        total = 0.0
        for images, labels in fetched(x, y, order, batch_size):
            logits, cache = forward(params, images)
            total += cross_entropy(logits, labels) * len(labels)
            params = sgd_step(params, backward(params, cache, labels), lr)
        logits, _ = forward(params, x_val)
        history["train_loss"].append(total / len(x))
        history["val_loss"].append(cross_entropy(logits, y_val))
        history["val_accuracy"].append(float(np.mean(logits.argmax(axis=1) == y_val)))
    return params, history
