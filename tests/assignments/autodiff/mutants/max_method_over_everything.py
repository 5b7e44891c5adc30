# /// mutant
# kills = ["test_methods_of_a_node"]
# may_also_fail = ["test_gradients_through_methods"]
# cause = "axis"
# ///
"""The axis does not get to the operation."""

Node.max = lambda self, axis=None, keepdims=False: Max.apply(self, axis=None, keepdims=keepdims)
