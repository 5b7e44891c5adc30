# /// variant
# why = "names from a star import shadow those of Python"
# ///
"""The bias is the last row of the weights, and everything comes from numpy."""

from numpy import *
import numpy


def join(params):
    return [vstack([params["W%d" % l], params["b%d" % l][newaxis, :]]) for l in range(1, len(params) // 2 + 1)]


def split_back(ms):
    out = {}
    for l, m in enumerate(ms, 1):
        out["W%d" % l] = m[:-1]
        out["b%d" % l] = m[-1]
    return out


def ones_column(h):
    return concatenate([h, ones((len(h), 1), dtype=h.dtype)], axis=1)


def log_softmax(logits):
    return logits - logaddexp.reduce(logits, axis=1)[:, newaxis]


def softmax(logits):
    return exp(log_softmax(logits))


def cross_entropy(logits, targets):
    return -log_softmax(logits)[arange(len(logits)), array(targets)].mean()


def init_params(sizes, rng):
    ms = []
    for a, b in zip(sizes, sizes[1:]):
        ms.append(vstack([rng.standard_normal((a, b)) * sqrt(2.0 / a), zeros((1, b))]))
    return split_back(ms)


def forward_rec(ms, h, inputs):
    inputs = inputs + (ones_column(h),)
    z = inputs[-1] @ ms[0]
    if len(ms) == 1:
        return z, inputs
    return forward_rec(ms[1:], z.clip(0), inputs)


def forward(params, x):
    ms = join(params)
    logits, inputs = forward_rec(ms, x, ())
    return logits, (ms, inputs, logits)


def predict(params, x):
    return argmax(forward(params, x)[0], axis=1)


def backward_rec(ms, inputs, delta):
    g = inputs[-1].T @ delta
    if len(ms) == 1:
        return [g]
    down = (delta @ ms[-1].T)[:, :-1] * sign(inputs[-1][:, :-1])
    return backward_rec(ms[:-1], inputs[:-1], down) + [g]


def backward(params, cache, targets):
    ms, inputs, logits = cache
    n, k = logits.shape
    t = zeros((n, k))
    t[arange(n), targets] = 1.0
    return split_back(backward_rec(ms, inputs, (softmax(logits) - t) / n))


def sgd_step(params, grads, lr):
    return dict((k, params[k] - lr * grads[k]) for k in grads)


def learning_rate(epoch, base_lr, epochs):
    return base_lr * [1.0, 0.5, 0.1][(3 * epoch) // epochs]


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    y = array(y)
    y_val = array(y_val)
    x = x.astype(float64)
    x_val = x_val.astype(float64)
    params = init_params((x.shape[1], 96, 10), rng)
    train_loss = []
    val_loss = []
    val_accuracy = []
    for epoch in range(epochs):
        perm = rng.choice(len(x), size=len(x), replace=False)
        xs = x[perm]
        ys = y[perm]
        lr = learning_rate(epoch, base_lr, epochs)
        i = 0
        while i < len(xs):
            logits, cache = forward(params, xs[i : i + batch_size])
            params = sgd_step(params, backward(params, cache, ys[i : i + batch_size]), lr)
            i += batch_size
        train_loss.append(cross_entropy(forward(params, x)[0], y))
        val_loss.append(cross_entropy(forward(params, x_val)[0], y_val))
        val_accuracy.append(numpy.mean(predict(params, x_val) == y_val))
    return params, {"train_loss": train_loss, "val_loss": val_loss, "val_accuracy": val_accuracy}
