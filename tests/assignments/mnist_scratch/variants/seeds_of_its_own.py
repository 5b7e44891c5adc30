# /// variant
# why = "generators may be seeded from rng, and files may print and log"
# ///
"""Initial weights come from generators that rng seeds; named tuples on a tape."""

import logging
from typing import NamedTuple

import numpy as np

log = logging.getLogger("scratch")
logging.basicConfig(level=logging.INFO)
print("scratch.py is imported")


class Step(NamedTuple):
    inputs: np.ndarray
    mask: np.ndarray | None
    outputs: np.ndarray


class Tape(list):
    pass


def init_params(rng):
    seeds = rng.integers(0, 2**31, 2)
    params = {}
    for layer, (fan_in, fan_out) in ((2, (80, 10)), (1, (784, 80))):
        own = np.random.Generator(np.random.PCG64(int(seeds[layer - 1])))
        params[f"W{layer}"] = own.normal(size=(fan_out, fan_in)) / np.sqrt(fan_in)
        params[f"b{layer}"] = np.zeros((fan_out, 1))
    return params


def forward_propagation(params, x):
    tape, h = Tape(), x
    for layer in range(1, len(params) // 2 + 1):
        z = np.add(np.matmul(params[f"W{layer}"], h), params[f"b{layer}"])
        last = f"W{layer + 1}" not in params
        mask = None if last else np.greater(z, 0)
        tape.append(Step(h, mask, softmax(z) if last else np.multiply(z, mask)))
        h = tape[-1].outputs
    return tape


def backward_propagation(params, cache, x, y):
    delta = (cache[-1].outputs - one_hot(y)) / x.shape[1]
    grads = {}
    for layer in range(len(cache), 0, -1):
        step = cache[layer - 1]
        if step.mask is not None:
            delta = delta * step.mask
        grads[f"W{layer}"], grads[f"b{layer}"] = delta @ step.inputs.T, delta @ np.ones((len(y), 1), delta.dtype)
        delta = params[f"W{layer}"].T @ delta
    return grads


def get_predictions(params, x):
    return forward_propagation(params, x)[-1].outputs.argmax(axis=0).astype(np.int16)


def gradient_descent(x, y, iterations, alpha, rng):
    params = {name: np.asarray(value, x.dtype) for name, value in init_params(rng).items()}
    y, history = np.asarray(y), {"loss": [], "accuracy": []}
    for i in range(iterations):
        tape = forward_propagation(params=params, x=x)
        grads = backward_propagation(params=params, cache=tape, x=x, y=y)
        params = update_params(params=params, grads=grads, alpha=alpha)
        p = tape[-1].outputs
        history["loss"] += [-np.log(p[y, np.arange(len(y))] + 1e-8).mean()]
        history["accuracy"] += [get_accuracy(predictions=p.argmax(axis=0), y=y)]
        log.info("iteration %d: %.4f", i, history["loss"][-1])
    return params, history
