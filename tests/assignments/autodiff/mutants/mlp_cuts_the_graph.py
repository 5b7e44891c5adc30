# /// mutant
# kills = ["test_mlp_has_gradients_of_all_parameters"]
# cause = "on the way"
# ///
"""Each layer is given the value of the one before."""


def mlp_call(self, x):
    hidden = as_node(x)
    for layer in self.layers[:-1]:
        hidden = as_node((layer(hidden).relu() if self.activation == "relu" else layer(hidden).sigmoid()).value)
    return self.layers[-1](hidden)


MLP.__call__ = mlp_call
