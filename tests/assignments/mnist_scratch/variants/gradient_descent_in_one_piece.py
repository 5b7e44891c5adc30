# /// variant
# why = "gradient_descent need not call the other functions, if it does what they do"
# ///
"""The whole training loop is written out, with arrays that are updated in place."""

import numpy as np


def gradient_descent(x, y, iterations, alpha, rng):
    start = init_params(rng)
    W1, b1, W2, b2 = (start[key].astype(x.dtype) for key in ("W1", "b1", "W2", "b2"))
    y = np.asarray(y).astype(int)
    n = np.arange(len(y))
    loss, accuracy = [], []
    for _ in range(iterations):
        h = np.maximum(W1 @ x + b1, 0)
        z = W2 @ h + b2
        z -= z.max(axis=0)
        e = np.exp(z)
        total = e.sum(axis=0)
        loss.append(float((np.log(total) - z[y, n]).mean()))
        accuracy.append(float((z.argmax(axis=0) == y).mean()))
        delta = e / total
        delta[y, n] -= 1
        delta *= x.dtype.type(alpha / len(y))
        back = W2.T @ delta
        back[h == 0] = 0
        W2 -= delta @ h.T
        b2 -= delta.sum(axis=1, keepdims=True)
        W1 -= back @ x.T
        b1 -= back.sum(axis=1, keepdims=True)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, {"loss": loss, "accuracy": accuracy}
