# /// mutant
# kills = ["test_mlp_has_gradients_of_all_parameters"]
# cause = "parameters"
# ///
"""Only the weights."""


def mlp_parameters(self):
    return [parameter for layer in self.layers for parameter in [layer.weight]]


MLP.parameters = mlp_parameters
