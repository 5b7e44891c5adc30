# /// variant
# why = "hidden sizes, order and bookkeeping are free"
# ///
"""Shuffled copies, keyword calls, sizes of its own, a history of arrays measured at the epoch's end."""

import numpy as np


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    step = sgd_step
    params = init_params([x.shape[1], 160, 80, 10], rng)
    params = {name: np.asarray(value, x.dtype) for name, value in params.items()}
    history = {"train_loss": [], "val_loss": [], "val_accuracy": [], "rate": []}
    for epoch in range(epochs):
        order = np.arange(len(x))
        rng.shuffle(order)
        images, labels = x[order], np.array(y)[order]
        rate = learning_rate(epoch=epoch, base_lr=base_lr, epochs=epochs)
        while len(images):
            _, cache = forward(params=params, x=images[:batch_size])
            grads = backward(params=params, cache=cache, targets=labels[:batch_size])
            params = step(params=params, grads=grads, lr=rate)
            images, labels = images[batch_size:], labels[batch_size:]
        for name, value in (
            ("train_loss", cross_entropy(forward(params, x)[0], y)),
            ("val_loss", cross_entropy(forward(params, x_val)[0], y_val)),
            ("val_accuracy", np.mean(predict(params, x_val) == np.array(y_val))),
            ("rate", rate),
        ):
            history[name] = np.append(history[name], value)
    return [params, history]
