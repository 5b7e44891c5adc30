# /// mutant
# kills = ["test_activations"]
# may_also_fail = ["test_cnn_uses_the_activation"]
# cause = "ELU"
# ///
"""ELU in place of leaky ReLU."""

def make_activation(name: Activation) -> nn.Module:
    if name == "relu":
        return nn.ReLU()
    if name == "tanh":
        return nn.Tanh()
    if name == "leaky_relu":
        return nn.ELU()
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
