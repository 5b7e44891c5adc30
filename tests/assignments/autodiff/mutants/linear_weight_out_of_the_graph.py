# /// mutant
# kills = ["test_linear_is_a_layer"]
# cause = "None"
# ///
"""The weight's value takes part, the weight does not."""


def linear_call(self, x):
    return as_node(x) @ self.weight.value.T + self.bias


Linear.__call__ = linear_call
