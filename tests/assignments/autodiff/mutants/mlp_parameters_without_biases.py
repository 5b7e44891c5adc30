# /// mutant
# kills = ["test_mlp_has_gradients_of_all_parameters"]
# may_also_fail = ["test_mlp_computes_its_layers"]
# cause = "parameters"
# ///
"""Only the weights."""


def mlp_parameters(self):
    return [parameter for layer in self.layers for parameter in [layer.weight]]


MLP.parameters = mlp_parameters
