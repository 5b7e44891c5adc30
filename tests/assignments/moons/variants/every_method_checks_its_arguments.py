# /// variant
# why = "every promise about arguments is kept"
# ///
"""Constructors, methods and functions insist on what the statement promises."""

import numbers

import numpy as np

FLOATS = (np.float32, np.float64)


def demand(holds, what):
    if not holds:
        raise TypeError(what)


def check_points(x, columns=2):
    demand(type(x) is np.ndarray and x.dtype in FLOATS and x.ndim == 2 and len(x) and np.isfinite(x).all(), "points")
    demand(columns is None or x.shape[1] == columns, "columns")


def check_labels(y, x):
    kind = all(type(i) is int for i in y) if isinstance(y, list) else (
        type(y) is np.ndarray and y.ndim == 1 and y.dtype.kind in "iu"
    )
    demand(kind and len(y) == len(x) and set(np.asarray(y).tolist()) <= {0, 1}, "labels")


class Checked:
    @property
    def params(self):
        return self._params

    @params.setter
    def params(self, value):
        demand(type(value) is dict and set(value) == set(self.shapes), "params")
        demand(all(np.shape(value[key]) == shape for key, shape in self.shapes.items()), "shapes of params")
        demand(all(a.dtype in FLOATS and np.isfinite(a).all() for a in value.values()), "dtypes of params")
        self._params = value

    def predict_proba(self, x):
        check_points(x)
        return sigmoid(self.run(x)[-1][:, 0])

    def predict(self, x):
        return (self.predict_proba(x) > 0.5).astype(np.int64)

    def loss(self, x, y):
        check_points(x)
        check_labels(y, x)
        return binary_cross_entropy(self.run(x)[-1][:, 0], y)

    def gradients(self, x, y):
        check_labels(y, x)
        steps, depth = self.run(x), len(self.shapes) // 2
        delta = (self.predict_proba(x) - np.asarray(y))[:, None] / len(x)
        grads = {}
        for layer in range(depth, 0, -1):
            below = steps[layer - 1]
            grads[f"W{layer}"], grads[f"b{layer}"] = below.T @ delta, delta.sum(axis=0)
            delta = delta @ self.params[f"W{layer}"].T * (below > 0 if self.relu else below * (1 - below))
        return grads

    def run(self, x):
        steps, depth = [x], len(self.shapes) // 2
        for layer in range(1, depth + 1):
            z = steps[-1] @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
            steps.append(z if layer == depth else np.maximum(z, 0) if self.relu else sigmoid(z))
        return steps

    def fit(self, x, y, epochs, lr):
        demand(type(epochs) is int and epochs >= 1, "epochs")
        demand(isinstance(lr, numbers.Real) and 0 <= lr < np.inf, "lr")
        check_labels(y, x)
        for _ in range(epochs):
            grads = self.gradients(x, y)
            self.params = {key: value - lr * grads[key] for key, value in self.params.items()}

    def draw(self, sizes, rng):
        demand(isinstance(rng, np.random.Generator), "rng")
        self.shapes = {}
        for layer, (a, b) in enumerate(zip(sizes, sizes[1:]), start=1):
            self.shapes |= {f"W{layer}": (a, b), f"b{layer}": (b,)}
        self.params = {
            key: rng.normal(0, np.sqrt(2 / shape[0]), shape) * (1.0 if key[0] == "W" else 0.1)
            for key, shape in self.shapes.items()
        }


class Perceptron(Checked):
    def __init__(self, rng):
        self.relu = True
        self.draw((2, 1), rng)


class MLPClassifier(Checked):
    def __init__(self, hidden, activation, rng):
        demand(type(hidden) is list and hidden and all(type(size) is int and size > 0 for size in hidden), "hidden")
        demand(activation in ("relu", "sigmoid"), "activation")
        self.relu = activation == "relu"
        self.draw((2, *hidden, 1), rng)


def standardize(train, *others):
    for array in (train, *others):
        check_points(array, train.shape[1])
    demand((train.std(axis=0) > 0).all(), "a constant column")
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return tuple((array - mean) / deviation for array in (train, *others))


def decision_grid(model, x, steps):
    check_points(x)
    demand(type(steps) is int and steps >= 2, "steps")
    demand(callable(model.predict_proba), "model")
    lines = [np.linspace(*bounds, steps) for bounds in zip(x.min(axis=0) - 1e-3, x.max(axis=0) + 1e-3)]
    xx, yy = np.meshgrid(*lines)
    return xx, yy, np.reshape(model.predict_proba(np.dstack([xx, yy]).reshape(-1, 2)), (steps, steps))
