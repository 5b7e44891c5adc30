# /// mutant
# kills = ["test_methods_of_a_node"]
# may_also_fail = ["test_gradients_through_methods"]
# cause = "sigmoid"
# ///
"""The methods have changed places."""

Node.sigmoid = lambda self: ReLU.apply(self)
