"""The library for automatic differentiation: what its networks learn."""

from __future__ import annotations

import numpy as np

from experiments import Table
from experiments.digits import digits

EXAMPLES = 20_000
SIZES = (784, 128, 64, 10)


def accuracy(model, images, labels):
    return float(np.mean(model(images).value.argmax(axis=1) == labels))


def trained(reference, seed, *, activation, momentum, lr, schedule, epochs):
    """One network on 20,000 digits; `schedule`: the rate of each epoch, as a share of `lr`."""
    (x, y), (x_val, y_val), (x_test, y_test) = digits(seed)
    rng = np.random.default_rng(seed)
    model = reference.MLP(SIZES, rng, activation)
    optimizer = reference.SGD(model.parameters(), lr=lr, momentum=momentum)
    for epoch in range(epochs):
        optimizer.lr = lr * (1 - epoch / epochs if schedule == "linear" else 1.0)
        history = reference.train(model, x[:EXAMPLES], y[:EXAMPLES], rng, 1, 64, optimizer)
    return {
        "training loss": history["train_loss"][-1],
        "validation accuracy": accuracy(model, x_val, y_val),
        "test accuracy": accuracy(model, x_test, y_test),
    }


def compared(reference, seed, *, activation):
    """The model answer's own `compare_activations` on 5,000 digits."""
    (x, y), (x_val, y_val), _ = digits(seed)
    history = reference.compare_activations(x[:5_000], y[:5_000], x_val, y_val, seed)[activation]
    return {"training loss": history["train_loss"][-1], "validation accuracy": history["val_accuracy"][-1]}


PLAIN = {"activation": "relu", "momentum": 0.0, "lr": 0.1, "schedule": "constant", "epochs": 5}

TABLES = [
    Table(
        "ReLU against sigmoid",
        "`compare_activations` on 5,000 digits: two networks that differ in their activation alone, eight epochs in "
        "batches of 32.",
        compared,
        [{"activation": "relu"}, {"activation": "sigmoid"}],
    ),
    Table(
        "SGD, momentum, a falling rate",
        f"A network 784-128-64-10 on {EXAMPLES:,} digits, batches of 64. With momentum 0.9 the rate is a tenth, so "
        "that a "
        "steady gradient moves the parameters as far.",
        trained,
        [
            PLAIN,
            {**PLAIN, "momentum": 0.9, "lr": 0.01},
            {**PLAIN, "schedule": "linear"},
            {**PLAIN, "momentum": 0.9, "lr": 0.01, "schedule": "linear"},
            {**PLAIN, "activation": "sigmoid"},
            {**PLAIN, "activation": "sigmoid", "momentum": 0.9, "lr": 0.01},
        ],
    ),
]
