# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# may_also_fail = ["test_mlp_has_gradients_of_all_parameters"]
# cause = "last layer"
# ///
"""The activation comes after the last layer as well."""


def mlp_call(self, x):
    hidden = as_node(x)
    for layer in self.layers[:-1]:
        hidden = layer(hidden).relu() if self.activation == "relu" else layer(hidden).sigmoid()
    last = self.layers[-1](hidden)
    return last.relu() if self.activation == "relu" else last.sigmoid()


MLP.__call__ = mlp_call
