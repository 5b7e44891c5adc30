# /// mutant
# kills = ["test_mlp_has_gradients_of_all_parameters"]
# may_also_fail = ["test_mlp_computes_its_layers"]
# cause = "copies"
# ///
"""New nodes with the same values."""


def mlp_parameters(self):
    return [Node(parameter.value) for layer in self.layers for parameter in layer.parameters()]


MLP.parameters = mlp_parameters
