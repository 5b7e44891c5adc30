# /// mutant
# kills = ["test_linear_is_a_layer"]
# cause = "shape"
# ///
"""A batch of one loses its axis."""


def linear_call(self, x):
    y = as_node(x) @ self.weight.T + self.bias
    return y.reshape(*(n for n in y.shape if n > 1))


Linear.__call__ = linear_call
