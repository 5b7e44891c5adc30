# /// mutant
# kills = ["test_activation_of_another_name"]
# may_also_fail = ["test_cnn_uses_the_activation", "test_init_of_another_name"]
# cause = "accepted"
# ///
"""Whatever is unknown is ReLU."""

def make_activation(name: Activation) -> nn.Module:
    if name == "relu":
        return nn.ReLU()
    if name == "tanh":
        return nn.Tanh()
    if name == "leaky_relu":
        return nn.LeakyReLU(SLOPE)
    return nn.ReLU()
