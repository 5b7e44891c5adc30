# /// variant
# why = "how a network is stored is free"
# ///
"""Layers and activations in one list; parameters in another order, by a generator."""

import numpy as np


class MLP:
    def __init__(self, sizes, rng, activation="relu"):
        acts = {"relu": Node.relu, "sigmoid": Node.sigmoid}
        self.steps = []
        for i in range(len(sizes) - 1):
            self.steps += [Linear(sizes[i], sizes[i + 1], rng), acts[activation]]
        self.steps.pop()

    def __call__(self, x):
        out = x
        for step in self.steps:
            out = step(out)
        return out

    def parameters(self):
        for step in reversed(self.steps):
            if isinstance(step, Linear):
                yield step.bias
                yield step.weight


class Linear:
    def __init__(self, in_features, out_features, rng):
        bound = np.sqrt(6 / (in_features + out_features))
        self.bias = Node(rng.normal(0, 0.01, out_features))
        self.weight = Node(rng.uniform(-bound, bound, (out_features, in_features)).astype(np.float32))

    def __call__(self, x):
        return as_node(x) @ self.weight.transpose(1, 0) + self.bias.reshape(1, -1)
