# /// mutant
# kills = ["test_init_of_another_name"]
# cause = "sigmoid"
# ///
"""Activations whose gain torch knows are taken, though there is no layer of that name."""

def init_weights(module: nn.Module, scheme: Scheme, activation: Activation, generator: torch.Generator | None) -> None:
    if activation not in ("linear", "sigmoid", "selu"):
        make_activation(activation)
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
            nn.init.zeros_(layer.bias)
