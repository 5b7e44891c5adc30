# /// variant
# why = "a dict of parameters may be of any kind, and arrays need not be contiguous"
# ///
"""Parameters in an ordered dict, from the top down, as views of one vector; steps by the vector."""

import numpy as np


from collections import OrderedDict


def views(flat, shapes):
    out, at = OrderedDict(), 0
    for key, shape in reversed(shapes.items()):
        size = int(np.prod(shape))
        out[key] = flat[at : at + size].reshape(shape[::-1]).T
        at += size
    return out


def start(self, hidden, activation, rng):
    self.activation = activation
    self.shapes = {}
    for layer, (a, b) in enumerate(zip((2, *hidden), (*hidden, 1)), start=1):
        self.shapes |= {f"W{layer}": (a, b), f"b{layer}": (b,)}
    self.params = views(rng.normal(0, 0.8, sum(int(np.prod(shape)) for shape in self.shapes.values())), self.shapes)


def fit(self, x, y, epochs, lr):
    for _ in range(epochs):
        grads = self.gradients(x, y)
        moved = [np.ravel((self.params[key] - lr * grads[key]).T) for key in reversed(self.shapes)]
        self.params = views(np.concatenate(moved), self.shapes)


MLPClassifier.__init__ = start
MLPClassifier.fit = fit
