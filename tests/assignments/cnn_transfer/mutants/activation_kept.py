# /// mutant
# kills = ["test_activations_are_new"]
# cause = "same module"
# ///
"""One module for each name, made when it is first asked for."""

LAYERS: dict[str, nn.Module] = {}


def make_activation(name: Activation) -> nn.Module:
    if name == "relu":
        return LAYERS.setdefault(name, nn.ReLU())
    if name == "tanh":
        return LAYERS.setdefault(name, nn.Tanh())
    if name == "leaky_relu":
        return LAYERS.setdefault(name, nn.LeakyReLU(SLOPE))
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
