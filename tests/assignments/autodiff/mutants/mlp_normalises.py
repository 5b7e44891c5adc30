# /// mutant
# kills = ["test_mlp_computes_its_layers"]
# may_also_fail = ["test_mlp_has_gradients_of_all_parameters"]
# cause = "wrong"
# ///
"""Every batch is brought to mean 0."""


def mlp_call(self, x):
    hidden = as_node(x)
    hidden = hidden - hidden.mean(axis=0, keepdims=True)
    for layer in self.layers[:-1]:
        hidden = layer(hidden).relu() if self.activation == "relu" else layer(hidden).sigmoid()
    return self.layers[-1](hidden)


MLP.__call__ = mlp_call
