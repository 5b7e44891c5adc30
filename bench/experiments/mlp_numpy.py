"""The NumPy MLP."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from experiments import Goal, Table
from experiments.digits import digits


def defaults(reference, seed, *, epochs):
    """The model answer's own `fit`, as it is graded."""
    (x, y), (x_val, y_val), (x_test, y_test) = digits(seed)
    params, history = reference.fit(x, y, x_val, y_val, np.random.default_rng(seed), epochs=epochs)
    return {
        "validation accuracy": history["val_accuracy"][-1],
        "test accuracy": float(np.mean(reference.predict(params, x_test) == y_test)),
    }


def wider(reference, seed, *, hidden, epochs, batch_size, base_lr, moved):
    """Other sizes, by the model answer's functions; with `moved`, each batch is shifted by up to a pixel."""
    (x, y), (x_val, y_val), (x_test, y_test) = digits(seed)
    rng = np.random.default_rng(seed)
    sizes = (784, *(int(size) for size in hidden.split("-")), 10)
    params = {name: value.astype(x.dtype) for name, value in reference.init_params(sizes, rng).items()}
    for epoch in range(epochs):
        lr = reference.learning_rate(epoch, base_lr, epochs)
        order = rng.permutation(len(x))
        for start, end in pairwise([*range(0, len(x), batch_size), len(x)]):
            batch = order[start:end]
            images = x[batch]
            if moved:
                down, right = rng.integers(-1, 2, 2)
                images = np.roll(images.reshape(-1, 28, 28), (down, right), axis=(1, 2)).reshape(len(batch), -1)
            _, cache = reference.forward(params, images)
            params = reference.sgd_step(params, reference.backward(params, cache, y[batch]), lr)
    accuracy = {
        name: float(np.mean(reference.predict(params, images) == labels))
        for name, (images, labels) in {"validation": (x_val, y_val), "test": (x_test, y_test)}.items()
    }
    return {f"{name} accuracy": value for name, value in accuracy.items()}


BEST = {"hidden": "512-256", "epochs": 20, "batch_size": 64, "base_lr": 0.15, "moved": False}

TABLES = [
    Table(
        "As it is graded",
        "`fit` with its defaults on 50,000 digits, in batches of 64 and with `base_lr` 0.1, and for twice as long. "
        "Layers of 128, 64 and 32 hidden units.",
        defaults,
        [{"epochs": 10}, {"epochs": 20}],
        goals=[Goal("test accuracy", 0.963, "the university course's students", {"epochs": 10})],
    ),
    Table(
        "With more units",
        "The same functions and plain SGD on the same 50,000 digits, with larger layers and more epochs; `moved`: each "
        "batch is shifted by at most one pixel, at random.",
        wider,
        [BEST, {**BEST, "moved": True}],
        goals=[Goal("test accuracy", 0.98, "what a plain MLP is asked for here", BEST)],
    ),
]
