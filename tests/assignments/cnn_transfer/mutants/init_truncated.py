# /// mutant
# kills = ["test_kaiming_weights"]
# may_also_fail = ["test_cnn_draws_its_weights"]
# cause = "truncated"
# ///
"""Normal draws that are cut off at two deviations."""

def init_weights(module: nn.Module, scheme: Scheme, activation: Activation, generator: torch.Generator | None) -> None:
    make_activation(activation)  # refuses what is none
    for layer in module.modules():
        if not isinstance(layer, nn.Conv2d | nn.Linear):
            continue
        if scheme == "xavier":
            nn.init.xavier_normal_(layer.weight, generator=generator)
        elif scheme == "kaiming":
            deviation = nn.init.calculate_gain(activation, SLOPE) / layer.weight[0].numel() ** 0.5
            nn.init.trunc_normal_(layer.weight, 0.0, deviation, -2 * deviation, 2 * deviation, generator=generator)
        elif scheme == "random":
            nn.init.normal_(layer.weight, std=0.02, generator=generator)
        else:
            raise ValueError(f"no scheme is called {scheme!r}; there is: xavier, kaiming, random")
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
