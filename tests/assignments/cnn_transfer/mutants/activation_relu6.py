# /// mutant
# kills = ["test_activations"]
# cause = "relu6"
# ///
"""ReLU that stops at 6."""

def make_activation(name: Activation) -> nn.Module:
    if name == "relu":
        return nn.ReLU6()
    if name == "tanh":
        return nn.Tanh()
    if name == "leaky_relu":
        return nn.LeakyReLU(SLOPE)
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
