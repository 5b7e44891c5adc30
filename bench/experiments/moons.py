"""Two moons: what a straight line and a network reach, beside the best that any classifier can."""

from __future__ import annotations

import numpy as np

from experiments import Goal, Table

EXAMPLES = 10_000
OPTIMUM_EXAMPLES = 200_000


def moons(count, noise, seed):
    from sklearn.datasets import make_moons  # here: the page is written without it

    return make_moons(count, noise=noise, random_state=seed)


def points(seed, noise, reference):
    """Training and test part, standardised; the labels of both."""
    x, y = moons(2 * EXAMPLES, noise, seed)
    training, test = reference.standardize(x[:EXAMPLES], x[EXAMPLES:])
    return training, y[:EXAMPLES], test, y[EXAMPLES:]


def classifier_for(reference, model, x, y, seed):
    """Trained on the points `x` and labels `y`; `model` is one of MODELS."""
    rng = np.random.default_rng(seed)
    if model == "perceptron":
        classifier = reference.Perceptron(rng)
        classifier.fit(x, y, 300, 1.0)
    else:
        classifier = reference.MLPClassifier([32, 16], model.removeprefix("MLP, "), rng)
        classifier.fit(x, y, 1000, 1.0)
    return classifier


def fitted(reference, seed, *, model, noise):
    x, y, x_test, y_test = points(seed, noise, reference)
    classifier = classifier_for(reference, model, x, y, seed)
    return {
        "test accuracy": float(np.mean(classifier.predict(x_test) == y_test)),
        "test loss": classifier.loss(x_test, y_test),
    }


def optimal(_reference, seed, *, noise):
    """The classifier by Bayes' rule: the densities of both moons are known, a normal around a half circle."""
    x, y = moons(OPTIMUM_EXAMPLES, noise, seed)
    angles = np.linspace(0, np.pi, 400)
    arcs = [
        np.stack([np.cos(angles), np.sin(angles)], axis=1),
        np.stack([1 - np.cos(angles), 0.5 - np.sin(angles)], axis=1),
    ]
    density = np.empty((2, len(x)))
    for label, arc in enumerate(arcs):
        for start in range(0, len(x), 10_000):
            some = slice(start, start + 10_000)
            squares = ((x[some, np.newaxis] - arc) ** 2).sum(axis=2)
            density[label, some] = np.exp(-squares / (2 * noise**2)).mean(axis=1)
    return {"test accuracy": float(np.mean((density[1] > density[0]) == y))}


MODELS = ("perceptron", "MLP, relu", "MLP, sigmoid")

TABLES = [
    Table(
        "Perceptron and MLP",
        f"{EXAMPLES:,} points to train on and as many to test; full-batch gradient descent at rate 1, the MLP with "
        "hidden "
        "layers of 32 and 16 units for 1,000 epochs, the perceptron for 300. `python bench/boundaries.py` draws what "
        "they "
        "learned:\n\n![Points of two moons; a straight boundary cuts off their ends, the network's "
        "follows them](boundaries.png)",
        fitted,
        [{"model": model, "noise": noise} for noise in (0.2, 0.3) for model in MODELS],
        goals=[Goal("test accuracy", 0.94, "what the assignment asks for", {"model": "MLP, relu", "noise": 0.2})],
    ),
    Table(
        "The optimum",
        f"The classifier that knows both densities, on {OPTIMUM_EXAMPLES:,} points: no other can do better in the "
        "mean.",
        optimal,
        [{"noise": 0.2}, {"noise": 0.3}],
    ),
]
