# /// mutant
# kills = ["test_kaiming_weights"]
# cause = "torch's layers begin with"
# ///
"""What torch's layers begin with: slope √5, uniform."""

def init_weights(module: nn.Module, scheme: Scheme, activation: Activation, generator: torch.Generator | None) -> None:
    make_activation(activation)  # refuses what is none
    for layer in module.modules():
        if not isinstance(layer, nn.Conv2d | nn.Linear):
            continue
        if scheme == "xavier":
            nn.init.xavier_normal_(layer.weight, generator=generator)
        elif scheme == "kaiming":
            nn.init.kaiming_uniform_(layer.weight, a=5**0.5, generator=generator)
        elif scheme == "random":
            nn.init.normal_(layer.weight, std=0.02, generator=generator)
        else:
            raise ValueError(f"no scheme is called {scheme!r}; there is: xavier, kaiming, random")
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
