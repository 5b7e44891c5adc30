# /// variant
# why = "how a network holds its layers is free: as a list it is plain data to whoever only looks at what it extends"
# ///
"""MLP extends list, and holds its layers as items."""

from itertools import pairwise


def network():
    class MLP(list):
        def __init__(self, sizes, rng, activation="relu"):
            if activation not in ("relu", "sigmoid"):
                raise ValueError(activation)
            super().__init__(Linear(fan_in, fan_out, rng) for fan_in, fan_out in pairwise(sizes))
            self.activation = activation

        def __call__(self, x):
            for layer in self[:-1]:
                x = getattr(layer(x), self.activation)()
            return self[-1](x)

        def parameters(self):
            return [parameter for layer in self for parameter in layer.parameters()]

    return MLP


MLP = network()
