# /// variant
# why = "functions may be methods, and a table that never changes may be kept"
# ///
"""All nine are methods of a class."""

import functools
import numpy as np


@functools.lru_cache(maxsize=None)
def eye(k):
    e = np.eye(k)
    e.flags.writeable = False
    return e


class MLP:
    @staticmethod
    def softmax(logits):
        z = logits - logits.max(axis=1)[:, np.newaxis]
        return np.exp(z - np.log(np.exp(z).sum(axis=1))[:, np.newaxis])

    @staticmethod
    def cross_entropy(logits, targets):
        z = logits - logits.max(axis=1)[:, np.newaxis]
        logp = z - np.log(np.exp(z).sum(axis=1))[:, np.newaxis]
        hot = eye(logits.shape[1])[np.asarray(targets)]
        return -np.sum(np.where(hot == 1, logp, 0.0)) / hot.shape[0]

    @staticmethod
    def init_params(sizes, rng):
        n = len(sizes) - 1
        draws = [rng.normal(size=(sizes[i], sizes[i + 1])) for i in range(n)]
        # scaled so that every column has norm sqrt(2)
        return {
            **{
                f"W{i + 1}": np.sqrt(2) * d / np.linalg.norm(d, axis=0) if d.shape[0] > 3 else d
                for i, d in enumerate(draws)
            },
            **{f"b{i + 1}": np.zeros(sizes[i + 1], dtype="float32") for i in range(n)},
        }

    @classmethod
    def forward(cls, params, x):
        hs = []
        n = len(params) // 2
        for l in range(1, n + 1):
            hs.append(x)
            x = x @ params[f"W{l}"]
            x += params[f"b{l}"]
            if l < n:
                np.maximum(x, 0, out=x)
        return x, np.array([*hs, x, None], dtype=object)[:-1]

    @classmethod
    def predict(cls, params, x):
        return np.argmax(cls.softmax(cls.forward(params, x)[0]), axis=1)

    @classmethod
    def backward(cls, params, cache, targets):
        *hs, logits = cache
        d = (cls.softmax(logits) - eye(logits.shape[1])[np.asarray(targets)]) / logits.shape[0]
        grads = dict.fromkeys(params)
        for l in range(len(hs), 0, -1):
            grads[f"b{l}"] = d.sum(axis=0)
            grads[f"W{l}"] = np.tensordot(hs[l - 1], d, axes=(0, 0))
            if l > 1:
                d = np.inner(d, params[f"W{l}"])
                d[hs[l - 1] <= 0] = 0
        return grads

    @staticmethod
    def sgd_step(params, grads, lr):
        return {k: np.asarray(params[k] - lr * grads[k]) for k in params.keys() & grads.keys()}

    @staticmethod
    def learning_rate(epoch, base_lr, epochs):
        return float(np.interp(epoch, [0, epochs], [base_lr, 0]))

    @classmethod
    def fit(cls, x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
        y, y_val = np.asarray(y), np.asarray(y_val)
        params = cls.init_params((x.shape[1], 120, 10), rng)
        h = {"train_loss": [], "val_loss": [], "val_accuracy": [], "train_accuracy": []}
        for epoch in range(epochs):
            remaining = rng.permutation(len(x))
            loss = hits = 0
            while remaining.size:
                now, remaining = remaining[:batch_size], remaining[batch_size:]
                logits, cache = cls.forward(params, x[now])
                loss += cls.cross_entropy(logits, y[now]) * now.size
                hits += np.sum(logits.argmax(1) == y[now])
                params = cls.sgd_step(
                    params, cls.backward(params, cache, y[now]), cls.learning_rate(epoch, base_lr, epochs)
                )
            logits = cls.forward(params, x_val)[0]
            for k, v in zip(
                h, (loss / len(x), cls.cross_entropy(logits, y_val), np.mean(logits.argmax(1) == y_val), hits / len(x))
            ):
                h[k].append(v)
        return params, h


softmax = MLP.softmax
cross_entropy = MLP.cross_entropy
init_params = MLP.init_params
forward = MLP.forward
predict = MLP.predict
backward = MLP.backward
sgd_step = MLP.sgd_step
learning_rate = MLP.learning_rate
fit = MLP.fit
