# /// mutant
# kills = ["test_methods_of_a_node"]
# cause = "axis"
# ///
"""Without an axis, over the first one."""

Node.mean = lambda self, axis=0, keepdims=False: Mean.apply(self, axis=axis, keepdims=keepdims)
