# /// mutant
# kills = ["test_linear_is_a_layer"]
# cause = "bias"
# ///
"""The bias is never added."""


def linear_call(self, x):
    return as_node(x) @ self.weight.T


Linear.__call__ = linear_call
