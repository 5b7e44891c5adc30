# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# may_also_fail = ["test_mlp_has_gradients_of_all_parameters"]
# cause = "relu"
# ///
"""The name of the activation is overlooked."""


def mlp_call(self, x):
    hidden = as_node(x)
    for layer in self.layers[:-1]:
        hidden = layer(hidden).relu()
    return self.layers[-1](hidden)


MLP.__call__ = mlp_call
