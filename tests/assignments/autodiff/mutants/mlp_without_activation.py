# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# cause = "no activation"
# ///
"""Linear from end to end."""


def mlp_call(self, x):
    hidden = as_node(x)
    for layer in self.layers[:-1]:
        hidden = layer(hidden)
    return self.layers[-1](hidden)


MLP.__call__ = mlp_call
