# /// mutant
# kills = ["test_kaiming_weights"]
# may_also_fail = ["test_xavier_weights", "test_random_weights", "test_init_draws_from_the_generator"]
# cause = "depth"
# ///
"""Layers inside of others are left out."""

def init_weights(module: nn.Module, scheme: Scheme, activation: Activation, generator: torch.Generator | None) -> None:
    make_activation(activation)  # refuses what is none
    for layer in module.children():
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
