# /// mutant
# kills = ["test_activations_are_new", "test_init_draws_from_the_generator"]
# may_also_fail = ["test_cnn_draws_its_weights"]
# cause = "draws"
# ///
"""torch is seeded before a layer is made."""

def make_activation(name: Activation) -> nn.Module:
    torch.manual_seed(0)
    if name == "relu":
        return nn.ReLU()
    if name == "tanh":
        return nn.Tanh()
    if name == "leaky_relu":
        return nn.LeakyReLU(SLOPE)
    raise ValueError(f"no activation is called {name!r}; there is: relu, tanh, leaky_relu")
