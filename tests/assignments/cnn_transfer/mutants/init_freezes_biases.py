# /// mutant
# kills = ["test_init_leaves_the_rest"]
# cause = "gradient"
# ///
"""Biases are new parameters that ask for no gradient."""

def init_weights(module: nn.Module, scheme: Scheme, activation: Activation, generator: torch.Generator | None) -> None:
    make_activation(activation)  # refuses what is none
    for layer in module.modules():
        if not isinstance(layer, nn.Conv2d | nn.Linear):
            continue
        if scheme == "xavier":
            nn.init.xavier_normal_(layer.weight, generator=generator)
        elif scheme == "kaiming":
            nn.init.kaiming_normal_(layer.weight, a=SLOPE, nonlinearity=activation, generator=generator)
        elif scheme == "random":
            nn.init.normal_(layer.weight, std=0.02, generator=generator)
        else:
            raise ValueError(f"no scheme is called {scheme!r}; there is: xavier, kaiming, random")
        if layer.bias is not None:
            layer.bias = nn.Parameter(torch.zeros_like(layer.bias), requires_grad=False)
