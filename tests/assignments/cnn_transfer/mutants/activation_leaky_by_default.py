# /// mutant
# kills = ["test_activations"]
# cause = "slope"
# ///
"""torch's own slope for leaky ReLU."""

def make_activation(name: Activation) -> nn.Module:
    if name == "relu":
        return nn.ReLU()
    if name == "tanh":
        return nn.Tanh()
    if name == "leaky_relu":
        return nn.LeakyReLU()
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
