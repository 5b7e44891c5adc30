# /// mutant
# kills = ["test_mlp_has_gradients_of_all_parameters"]
# cause = "node of its own"
# ///
"""The node that it is called with gets no gradient."""

import numpy as np


def mlp_call(self, x):
    hidden = Node(x.value if isinstance(x, Node) else x)
    for layer in self.layers[:-1]:
        hidden = layer(hidden).relu() if self.activation == "relu" else layer(hidden).sigmoid()
    return self.layers[-1](hidden)


MLP.__call__ = mlp_call
