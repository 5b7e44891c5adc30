# /// mutant
# kills = ["test_activation_of_another_name"]
# may_also_fail = ["test_cnn_uses_the_activation", "test_init_of_another_name"]
# cause = "unknown name"
# ///
"""No name at all is ReLU."""

def make_activation(name: Activation) -> nn.Module:
    if not name or name == "relu":
        return nn.ReLU()
    if name == "tanh":
        return nn.Tanh()
    if name == "leaky_relu":
        return nn.LeakyReLU(SLOPE)
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
