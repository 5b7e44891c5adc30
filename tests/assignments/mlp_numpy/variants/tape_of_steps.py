# /// variant
# why = "a cache may be an object of any class, and the file may print and log"
# ///
"""A tape of named tuples, and initial weights from generators that rng seeds."""

import logging
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

log = logging.getLogger("mlp")
logging.basicConfig(level=logging.INFO)
print("mlp.py is imported")


class Step(NamedTuple):
    inputs: np.ndarray
    mask: np.ndarray | None


class Tape(list):
    def __init__(self, *a):
        super().__init__(*a)
        self.p = None


def _layers(params: dict) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    for key in sorted((k for k in params if k.startswith("W")), key=lambda k: int(k[1:])):
        l = int(key[1:])
        yield l, params[key], params["b" + key[1:]]


def softmax(logits):
    m = np.nanmax(logits, axis=1, keepdims=True)
    exp = np.exp(np.subtract(logits, m))
    return np.divide(exp, np.sum(exp, axis=1, keepdims=True))


def cross_entropy(logits, targets):
    match targets:
        case list():
            targets = np.array(targets)
        case _:
            targets = targets.astype(np.int64)
    m = logits.max(axis=1)
    lse = np.log1p(np.exp(logits - m[:, None]).sum(axis=1) - 1) + m
    return (lse - logits[np.arange(targets.size), targets]).sum() / targets.size


def init_params(sizes, rng):
    seeds = rng.integers(0, 2**31, len(sizes) - 1)
    params = {}
    for l in range(len(sizes) - 1, 0, -1):  # from the top down
        own = np.random.Generator(np.random.PCG64(int(seeds[l - 1])))
        params[f"W{l}"] = own.laplace(scale=np.sqrt(1 / sizes[l - 1]), size=(sizes[l - 1], sizes[l]))
        params[f"b{l}"] = np.zeros(sizes[l])
    return params


def forward(params, x):
    tape = Tape()
    layers = list(_layers(params))
    h = x
    for l, W, b in layers:
        z = np.add(np.matmul(h, W), b)
        last = l == len(layers)
        mask = None if last else np.greater(z, 0)
        tape.append(Step(h, mask))
        h = z if last else np.multiply(z, mask)
    tape.p = softmax(h)
    return h, tape


def predict(params, x):
    logits = forward(params, x)[0]
    return np.argsort(-logits, axis=1, kind="stable")[:, 0]


def backward(params, cache, targets):
    grads = {f"{c}{l}": np.zeros_like(params[f"{c}{l}"]) for l in range(1, len(cache) + 1) for c in "Wb"}
    N = len(targets)
    delta = cache.p.copy()
    for n in range(N):
        delta[n, targets[n]] -= 1.0
    for l in range(len(cache), 0, -1):
        if cache[l - 1].mask is not None:
            delta = delta * cache[l - 1].mask
        grads[f"W{l}"] += cache[l - 1].inputs.T @ delta / N
        grads[f"b{l}"] += delta.sum(0) / N
        delta = delta @ params[f"W{l}"].T
    return grads


def sgd_step(params, grads, lr):
    def moved(key):
        return (1.0 * params[key]) - np.multiply(grads[key], lr)

    return dict(zip(params, map(moved, params)))


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    y, y_val = np.array(y, dtype=np.uint8), np.array(y_val, dtype=np.uint8)
    p = {k: v.astype(np.float32) for k, v in init_params((x.shape[1], 150, 10), rng).items()}
    train_loss, val_loss, val_accuracy = np.full(epochs, np.nan), np.full(epochs, np.nan), np.full(epochs, np.nan)
    for e in range(epochs):
        keys = rng.random(len(x))
        order = sorted(range(len(x)), key=keys.__getitem__)
        while order:
            batch = order[:batch_size]
            del order[:batch_size]
            logits, tape = forward(p, x[batch])
            p = sgd_step(p, backward(p, tape, y[batch]), learning_rate(e, base_lr, epochs))
        train_loss[e] = cross_entropy(forward(p, x)[0], y)
        val_logits, _ = forward(p, x_val)
        val_loss[e] = cross_entropy(val_logits, y_val)
        val_accuracy[e] = (predict(p, x_val) == y_val).mean()
        log.info("epoch %d: %.4f", e, train_loss[e])
    return p, dict(train_loss=train_loss, val_loss=val_loss, val_accuracy=val_accuracy, epochs=list(range(epochs)))
