# /// variant
# why = "how arrays lie inside is free"
# ///
"""Inside, every row is an example; what comes in and goes out is transposed."""

import numpy as np


def softmax(z):
    rows = np.ascontiguousarray(z.T)
    rows = np.exp(rows - rows.max(axis=1, keepdims=True))
    return (rows / rows.sum(axis=1, keepdims=True)).T


def one_hot(y, num_classes=10):
    return np.array([[1 if label == k else 0 for label in y] for k in range(num_classes)], dtype=np.int8)


def forward_propagation(params, x):
    rows = {"h0": x.T}
    depth = len(params) // 2
    for layer in range(1, depth + 1):
        z = rows[f"h{layer - 1}"] @ params[f"W{layer}"].T + params[f"b{layer}"].ravel()
        rows[f"h{layer}"] = z.clip(min=0) if layer < depth else softmax(z.T).T
    return rows


def backward_propagation(params, cache, x, y):
    depth, count = len(params) // 2, len(y)
    delta = cache[f"h{depth}"] - one_hot(y).T
    grads = {}
    for layer in range(depth, 0, -1):
        grads[f"W{layer}"] = (cache[f"h{layer - 1}"].T @ delta).T / count
        grads[f"b{layer}"] = delta.sum(axis=0).reshape(-1, 1) / count
        delta = (delta @ params[f"W{layer}"]) * (cache[f"h{layer - 1}"] > 0)
    return {name: grads[name] for name in params}


def get_predictions(params, x):
    return forward_propagation(params, x)[f"h{len(params) // 2}"].argmax(axis=1)


def gradient_descent(x, y, iterations, alpha, rng):
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    labels, history = np.asarray(y), {"accuracy": [], "loss": []}
    hot = np.eye(10, dtype=x.dtype)[labels]
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        p = cache[f"h{len(params) // 2}"]
        history["accuracy"].append((p.argmax(axis=1) == labels).mean())
        history["loss"].append(-np.sum(hot * np.log(p + 1e-7), axis=1).mean())
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
