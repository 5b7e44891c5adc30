# /// mutant
# kills = ["test_methods_of_a_node"]
# cause = "sigmoid"
# ///
"""The methods have changed places."""

Node.sigmoid = lambda self: ReLU.apply(self)
