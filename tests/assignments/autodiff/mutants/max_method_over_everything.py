# /// mutant
# kills = ["test_methods_of_a_node"]
# cause = "axis"
# ///
"""The axis does not get to the operation."""

Node.max = lambda self, axis=None, keepdims=False: Max.apply(self, axis=None, keepdims=keepdims)
