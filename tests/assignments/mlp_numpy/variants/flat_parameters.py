# /// variant
# why = "arrays need not be contiguous, dicts may be ordered, predictions any integer type"
# ///
"""All parameters are views of one vector; orthogonal weights."""

from collections import OrderedDict, defaultdict
import numpy as np


def softmax(logits):
    logits = np.asarray(logits, dtype=float)
    z = np.exp((logits.T - logits.max(1)).T)
    return (z.T / z.sum(1)).T


def cross_entropy(logits, targets):
    t = np.asarray(targets, dtype=int)
    logits = np.asarray(logits, dtype=float)
    # -log p_t = log sum_j exp(a_j - a_t), but safe: add the maximum of the differences
    diff = logits - logits[np.arange(len(t)), t][:, None]
    m = diff.max(1)
    return np.mean(m + np.log(np.exp(diff - m[:, None]).sum(1)))


def views(flat, sizes):
    out, at = OrderedDict(), 0
    for l in range(len(sizes) - 1, 0, -1):
        a, b = sizes[l - 1], sizes[l]
        out[f"b{l}"] = flat[at : at + b]
        at += b
        out[f"W{l}"] = flat[at : at + a * b].reshape(b, a).T
        at += a * b  # not contiguous
    return out


def sizes_of(params):
    L = len(params) // 2
    return [params["W1"].shape[0]] + [params[f"b{l}"].shape[0] for l in range(1, L + 1)]


def count(sizes):
    return sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))


def orthogonal(a, b, rng):
    q, r = np.linalg.qr(rng.standard_normal((max(a, b), min(a, b))))
    q = q * np.where(np.diag(r) < 0, -1.0, 1.0)
    return np.sqrt(2) * (q if a >= b else q.T)


def init_params(sizes, rng):
    sizes = list(sizes)
    p = views(np.zeros(count(sizes)), sizes)
    for l in range(1, len(sizes)):
        p[f"W{l}"][...] = orthogonal(sizes[l - 1], sizes[l], rng)
    return p


def forward(params, x):
    a = [x]
    L = len(params) // 2
    for l in range(1, L + 1):
        z = a[-1].dot(params[f"W{l}"]) + params[f"b{l}"]
        a.append(z if l == L else 0.5 * (z + np.abs(z)))
    return a.pop(), a  # the cache has no logits: backward computes them again


def predict(params, x):
    return forward(params, x)[0].argmax(1).astype(np.uint8)


def backward(params, cache, targets):
    sizes = sizes_of(params)
    L = len(sizes) - 1
    t = np.asarray(targets)
    logits = cache[-1].dot(params[f"W{L}"]) + params[f"b{L}"]
    d = (softmax(logits) - (t[:, None] == np.arange(logits.shape[1]))) / t.size
    flat = np.empty(count(sizes))
    g = views(flat, sizes)
    for l in range(L, 0, -1):
        g[f"W{l}"][...] = cache[l - 1].T @ d
        g[f"b{l}"][...] = np.ones(len(d)) @ d
        d = (d @ params[f"W{l}"].T) * np.heaviside(cache[l - 1], 0.0)
    return g


def sgd_step(params, grads, lr):
    out = OrderedDict()
    for k in params:
        out[k] = np.subtract(params[k], np.multiply(lr, grads[k]))
    return out


def learning_rate(epoch, base_lr, epochs):
    # constant for the first half, then down in a straight line
    return np.array(base_lr * min(1.0, 2 * (1 - epoch / (epochs - 1))) if epochs > 2 else base_lr)


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    y, y_val = np.asarray(y), np.asarray(y_val)
    weights_rng, order_rng = (np.random.default_rng(int(s)) for s in rng.integers(2**63, size=2))
    params = init_params([x.shape[1], 80, 40, 10], weights_rng)
    history = defaultdict(list)
    for epoch in range(epochs):
        order = order_rng.permuted(np.arange(len(x)))
        full = len(x) // batch_size * batch_size
        batches = list(order[:full].reshape(-1, batch_size))
        if full < len(x):
            batches.append(order[full:])
        for i in batches:
            _, cache = forward(params, x[i])
            params = sgd_step(params, backward(params, cache, y[i]), learning_rate(epoch, base_lr, epochs))
        history["train_loss"].append(cross_entropy(forward(params, x)[0], y))
        history["val_loss"].append(cross_entropy(forward(params, x_val)[0], y_val))
        history["val_accuracy"].append(np.count_nonzero(predict(params, x_val) == y_val) / len(y_val))
    return params, history
