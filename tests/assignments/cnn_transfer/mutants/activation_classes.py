# /// mutant
# kills = ["test_activations"]
# may_also_fail = ["test_activations_are_new"]
# cause = "no module"
# ///
"""The classes in place of layers."""

def make_activation(name: Activation) -> nn.Module:
    if name == "relu":
        return nn.ReLU
    if name == "tanh":
        return nn.Tanh
    if name == "leaky_relu":
        return nn.LeakyReLU(SLOPE)
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
