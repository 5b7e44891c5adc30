# /// variant
# why = "every promise about arguments is kept"
# ///
"""Each function is decorated by one that insists on what the statement promises."""

import functools
import inspect
import numbers

import numpy as np

HIDDEN = 24
SHAPES = {"W1": (HIDDEN, 784), "b1": (HIDDEN, 1), "W2": (10, HIDDEN), "b2": (10, 1)}
FLOATS = (np.float32, np.float64)


def demand(holds, what):
    if not holds:
        raise TypeError(what)


def are_labels(value, most):
    kind = all(type(i) is int for i in value) if isinstance(value, list) else (
        type(value) is np.ndarray and value.ndim == 1 and value.dtype.kind in "iu"
    )
    return kind and len(value) > 0 and min(value) >= 0 and max(value) <= most


def checked(function):
    signature = inspect.signature(function)

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        a, name = bound.arguments, function.__name__
        if "z" in a:
            demand(type(a["z"]) is np.ndarray and a["z"].dtype in FLOATS and a["z"].size, f"{name}: z")
        if "x" in a:
            x = a["x"]
            demand(type(x) is np.ndarray and x.dtype in FLOATS and x.ndim == 2, f"{name}: x")
            demand(x.shape[0] == 784 and x.shape[1] > 0 and x.min() >= 0 and x.max() <= 1, f"{name}: x")
        for key in ("y", "predictions"):
            if key in a:
                demand(are_labels(a[key], a.get("num_classes", 10) - 1), f"{name}: {key}")
                demand("x" not in a or len(a[key]) == a["x"].shape[1], f"{name}: {key}")
        for key in ("params", "grads"):
            if key in a:
                demand(type(a[key]) is dict and {k: v.shape for k, v in a[key].items()} == SHAPES, f"{name}: {key}")
                demand(all(v.dtype in FLOATS and np.isfinite(v).all() for v in a[key].values()), f"{name}: {key}")
        if "alpha" in a:
            demand(isinstance(a["alpha"], numbers.Real) and 0 <= a["alpha"] < np.inf, f"{name}: alpha")
        if "iterations" in a:
            demand(type(a["iterations"]) is int and a["iterations"] >= 1, f"{name}: iterations")
        if "num_classes" in a:
            demand(type(a["num_classes"]) is int and a["num_classes"] >= 1, f"{name}: num_classes")
        if "rng" in a:
            demand(isinstance(a["rng"], np.random.Generator), f"{name}: rng")
        if "cache" in a:
            demand(isinstance(a["cache"], Cache), f"{name}: cache")
            demand(a["cache"].x is None or a["cache"].x.shape == a["x"].shape, f"{name}: cache of other images")
        return function(*args, **kwargs)

    return wrapper


class Cache:
    def __init__(self, x, z, h, p):
        self.x, self.z, self.h, self.p = x, z, h, p


@checked
def relu(z):
    return np.where(z < 0, 0, z)


@checked
def relu_grad(z):
    return np.where(z < 0, 0.0, 1.0)


@checked
def softmax(z):
    demand(z.ndim == 2, "softmax: z")
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@checked
def one_hot(y, num_classes=10):
    return (np.arange(num_classes)[:, np.newaxis] == np.asarray(y)).astype(np.float32)


@checked
def init_params(rng):
    scale = {"W1": np.sqrt(1 / 784), "W2": np.sqrt(1 / HIDDEN), "b1": 0.01, "b2": 0.01}
    return {key: scale[key] * rng.standard_normal(shape) for key, shape in SHAPES.items()}


@checked
def forward_propagation(params, x):
    z = params["W1"] @ x + params["b1"]
    h = relu(z)
    return Cache(x, z, h, softmax(params["W2"] @ h + params["b2"]))


@checked
def get_predictions(params, x):
    return forward_propagation(params, x).p.argmax(axis=0)


@checked
def get_accuracy(predictions, y):
    demand(len(predictions) == len(y), "get_accuracy: y")
    return float((np.asarray(predictions) == np.asarray(y)).mean())


@checked
def backward_propagation(params, cache, x, y):
    d2 = (cache.p - one_hot(y)) / len(y)
    d1 = (params["W2"].T @ d2) * relu_grad(cache.z)
    return {
        "W1": d1 @ cache.x.T,
        "b1": d1.sum(axis=1, keepdims=True),
        "W2": d2 @ cache.h.T,
        "b2": d2.sum(axis=1, keepdims=True),
    }


@checked
def update_params(params, grads, alpha):
    return {key: value - alpha * grads[key] for key, value in params.items()}


@checked
def gradient_descent(x, y, iterations, alpha, rng):
    params = {key: value.astype(x.dtype) for key, value in init_params(rng).items()}
    labels, history = np.asarray(y), {"loss": (), "accuracy": ()}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        loss = -np.log(np.clip(cache.p[labels, np.arange(len(labels))], 1e-7, 1)).mean()
        history["loss"] += (float(loss),)
        history["accuracy"] += (get_accuracy(cache.p.argmax(axis=0), labels),)
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, {key: list(values) for key, values in history.items()}
