# /// variant
# why = "the gradient over all images may be a sum over parts of them"
# ///
"""The gradient is summed over chunks of images, to save memory."""

import numpy as np


def chunks(x, y, size=1500):
    for start in range(0, len(y), size):
        yield x[:, start : start + size], y[start : start + size]


def gradient_descent(x, y, iterations, alpha, rng):
    labels, count = np.asarray(y), x.shape[1]
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        total = {name: np.zeros_like(value) for name, value in params.items()}
        loss, right = 0.0, 0
        for images, chunk in chunks(x, labels):
            cache = forward_propagation(params, images)
            for name, gradient in backward_propagation(params, cache, images, chunk).items():
                total[name] += gradient * (len(chunk) / count)
            of_label = cache[-1][chunk, np.arange(len(chunk))]
            loss -= np.log(of_label + 1e-12).sum()
            right += (cache[-1].argmax(axis=0) == chunk).sum()
        history["loss"].append(loss / count)
        history["accuracy"].append(right / count)
        params = update_params(params, total, alpha)
    return params, history
