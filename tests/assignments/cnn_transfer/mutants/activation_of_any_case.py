# /// mutant
# kills = ["test_activation_of_another_name"]
# may_also_fail = ["test_cnn_uses_the_activation", "test_init_of_another_name"]
# cause = "ReLU"
# ///
"""Capital letters make no difference."""

def make_activation(name: Activation) -> nn.Module:
    name = name.lower()
    if name == "relu":
        return nn.ReLU()
    if name == "tanh":
        return nn.Tanh()
    if name == "leaky_relu":
        return nn.LeakyReLU(SLOPE)
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
