# /// variant
# why = "wrappers of one decorator share their code; and every promise about arguments is kept"
# ///
"""Each function is decorated by one that insists on what the statement promises."""

import functools
import inspect
import numbers
import numpy as np


def checked(function):
    """Every argument is what the statement promises, or a TypeError."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        a = bound.arguments
        for name in ("logits", "x", "x_val"):
            if name in a:
                v = a[name]
                if type(v) is not np.ndarray or v.dtype not in (np.float32, np.float64) or v.ndim != 2 or not len(v):
                    raise TypeError(
                        f"{function.__name__}: {name} is {type(v)} {getattr(v, 'dtype', '')} {getattr(v, 'shape', '')}"
                    )
        for name, n in (("targets", None), ("y", "x"), ("y_val", "x_val")):
            if name in a:
                t = a[name]
                if isinstance(t, list):
                    if not all(type(i) is int for i in t):
                        raise TypeError(f"{function.__name__}: {name} has {set(map(type, t))}")
                elif not (type(t) is np.ndarray and t.ndim == 1 and t.dtype.kind in "iu"):
                    raise TypeError(f"{function.__name__}: {name} is {type(t)} {getattr(t, 'dtype', '')}")
                if min(t) < 0 or not len(t):
                    raise ValueError(f"{function.__name__}: {name} negative or empty")
                if n and (len(t) != len(a[n]) or max(t) > 9):
                    raise ValueError(f"{function.__name__}: {name}: length or class above 9")
        if (
            "logits" in a
            and "targets" in a
            and (len(a["targets"]) != len(a["logits"]) or max(a["targets"]) >= a["logits"].shape[1])
        ):
            raise ValueError("targets do not fit the logits")
        for name in ("params", "grads"):
            if name in a:
                p = a[name]
                if not isinstance(p, dict):
                    raise TypeError(f"{name} is {type(p)}")
                L = len(p) // 2
                if L < 1 or set(p) != {f"{c}{l}" for c in "Wb" for l in range(1, L + 1)}:
                    raise ValueError(f"{function.__name__}: {name} has keys {sorted(p)}")
                for l in range(1, L + 1):
                    W, b = p[f"W{l}"], p[f"b{l}"]
                    if (
                        W.ndim != 2
                        or b.ndim != 1
                        or W.shape[1] != b.shape[0]
                        or (l > 1 and W.shape[0] != p[f"W{l - 1}"].shape[1])
                    ):
                        raise ValueError(f"{function.__name__}: {name} has shapes that do not fit")
                    if W.dtype not in (np.float32, np.float64) or b.dtype not in (np.float32, np.float64):
                        raise TypeError("dtype of parameters")
        if "params" in a and "x" in a and a["x"].shape[1] != a["params"]["W1"].shape[0]:
            raise ValueError("x does not fit W1")
        if "grads" in a and any(a["params"][k].shape != a["grads"][k].shape for k in a["params"]):
            raise ValueError("grads do not fit params")
        if "rng" in a and not isinstance(a["rng"], np.random.Generator):
            raise TypeError("rng")
        if "sizes" in a:
            if (
                not isinstance(a["sizes"], (tuple, list))
                or len(a["sizes"]) < 2
                or not all(type(s) is int and s > 0 for s in a["sizes"])
            ):
                raise TypeError(f"sizes {a['sizes']!r}")
        for name in ("epoch", "epochs", "batch_size"):
            if name in a and type(a[name]) is not int:
                raise TypeError(f"{function.__name__}: {name} is {type(a[name])}")
        if "epochs" in a and a["epochs"] < 1 or "batch_size" in a and a["batch_size"] < 1:
            raise ValueError("epochs, batch_size at least 1")
        if "epoch" in a and not 0 <= a["epoch"] < a["epochs"]:
            raise ValueError(f"epoch {a['epoch']} of {a['epochs']}")
        for name in ("lr", "base_lr"):
            if name in a and (not isinstance(a[name], numbers.Real) or a[name] < 0 or not np.isfinite(a[name])):
                raise TypeError(f"{function.__name__}: {name} is {a[name]!r}")
        if function.__name__ == "fit":
            for name in ("x", "x_val"):
                if a[name].min() < 0 or a[name].max() > 1:
                    raise ValueError(f"{name} not in [0, 1]")
            if a["x"].shape[1] != a["x_val"].shape[1]:
                raise ValueError("x_val")
        return function(*args, **kwargs)

    return wrapper


@checked
def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@checked
def cross_entropy(logits, targets):
    shifted = logits - logits.max(axis=1, keepdims=True)
    chosen = np.array([shifted[n, t] for n, t in enumerate(targets)])
    return float((np.log(np.exp(shifted).sum(axis=1)) - chosen).mean())


@checked
def init_params(sizes, rng):
    p = {}
    for l, (a, b) in enumerate(zip(sizes, sizes[1:]), 1):
        p[f"W{l}"] = rng.normal(scale=np.sqrt(2 / a), size=(a, b))
        p[f"b{l}"] = np.zeros(b)
    return p


class Cache:
    __slots__ = ("inputs", "logits")

    def __init__(self, inputs, logits):
        self.inputs = inputs
        self.logits = logits


@checked
def forward(params, x):
    inputs = []
    L = len(params) // 2
    h = x
    for l in range(1, L):
        inputs.append(h)
        h = np.maximum(h @ params[f"W{l}"] + params[f"b{l}"], 0)
    inputs.append(h)
    logits = h @ params[f"W{L}"] + params[f"b{L}"]
    return logits, Cache(tuple(inputs), logits)


@checked
def predict(params, x):
    return forward(params, x)[0].argmax(axis=1)


@checked
def backward(params, cache, targets):
    if not isinstance(cache, Cache):
        raise TypeError("cache")
    if len(targets) != len(cache.logits) or max(targets) >= cache.logits.shape[1]:
        raise ValueError("targets do not fit the cache")
    delta = softmax(cache.logits)
    delta[np.arange(len(targets)), targets] -= 1
    delta /= len(targets)
    grads = {}
    for l in range(len(cache.inputs), 0, -1):
        h = cache.inputs[l - 1]
        grads[f"W{l}"], grads[f"b{l}"] = h.T @ delta, delta.sum(axis=0)
        if l > 1:
            delta = delta @ params[f"W{l}"].T * (h > 0)
    return grads


@checked
def sgd_step(params, grads, lr):
    return {k: p - p.dtype.type(lr) * grads[k] for k, p in params.items()}


@checked
def learning_rate(epoch, base_lr, epochs):
    return base_lr * (1 - epoch / epochs)


@checked
def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    y, y_val = np.asarray(y), np.asarray(y_val)
    params = {k: v.astype(x.dtype) for k, v in init_params((x.shape[1], 128, 10), rng).items()}
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        order = rng.permutation(len(x))
        lr = learning_rate(epoch, base_lr, epochs)
        total = 0.0
        for s in range(0, len(x), batch_size):
            i = order[s : s + batch_size]
            logits, cache = forward(params, x[i])
            total += len(i) * cross_entropy(logits, y[i])
            params = sgd_step(params, backward(params, cache, y[i]), lr)
        history["train_loss"].append(total / len(x))
        logits, _ = forward(params, x_val)
        history["val_loss"].append(cross_entropy(logits, y_val))
        history["val_accuracy"].append(float(np.mean(logits.argmax(axis=1) == y_val)))
    return params, history
