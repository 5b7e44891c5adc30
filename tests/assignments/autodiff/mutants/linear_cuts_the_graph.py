# /// mutant
# kills = ["test_linear_is_a_layer"]
# cause = "None"
# ///
"""Nothing goes back to the layer's input."""


def linear_call(self, x):
    return as_node(x.value if isinstance(x, Node) else x) @ self.weight.T + self.bias


Linear.__call__ = linear_call
