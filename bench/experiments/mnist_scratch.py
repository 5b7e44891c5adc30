"""NumPy MNIST from scratch: full-batch gradient descent."""

from __future__ import annotations

import numpy as np

from experiments import Table
from experiments.digits import digits


def descent(reference, seed, *, iterations, alpha):
    (x, y), _, (x_test, y_test) = digits(seed)
    params, history = reference.gradient_descent(
        np.ascontiguousarray(x.T), y, iterations, alpha, np.random.default_rng(seed)
    )
    predictions = reference.get_predictions(params, np.ascontiguousarray(x_test.T))
    return {
        "training accuracy": history["accuracy"][-1],
        "test accuracy": reference.get_accuracy(predictions, y_test),
    }


TABLES = [
    Table(
        "Steps and rates",
        "`gradient_descent` on 50,000 images at once.",
        descent,
        [{"iterations": 100, "alpha": 0.1}, {"iterations": 100, "alpha": 0.3}, {"iterations": 400, "alpha": 0.3}],
    ),
]
