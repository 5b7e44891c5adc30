# /// variant
# why = "labels may be −1 and 1 inside"
# ///
"""Inside, labels are −1 and 1 and the loss is log(1 + exp(−s z))."""

import numpy as np


def signs_of(y):
    return 2.0 * np.asarray(y, dtype=float) - 1.0


def loss(self, x, y):
    z = self._logits(x) if hasattr(self, "_logits") else self._forward(x)[1]
    margin = signs_of(y) * z
    return np.mean(np.where(margin > 0, np.log1p(np.exp(-np.abs(margin))), np.log1p(np.exp(-np.abs(margin))) - margin))


def gradients(self, x, y):
    s = signs_of(y)
    delta = -s * sigmoid(-s * self._logits(x)) / s.size
    return {"b1": np.array([delta.sum()]), "W1": np.einsum("nd,n->d", x, delta)[:, None]}


Perceptron.loss = loss
Perceptron.gradients = gradients
MLPClassifier.loss = loss
