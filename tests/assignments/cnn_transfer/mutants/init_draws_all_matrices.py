# /// mutant
# kills = ["test_init_leaves_the_rest"]
# cause = "two axes"
# ///
"""Everything that has two axes or more is drawn, embeddings and other convolutions, too."""

def init_weights(module: nn.Module, scheme: Scheme, activation: Activation, generator: torch.Generator | None) -> None:
    make_activation(activation)  # refuses what is none
    for weight in module.parameters():
        if weight.dim() < 2:
            continue
        if scheme == "xavier":
            nn.init.xavier_normal_(weight, generator=generator)
        elif scheme == "kaiming":
            nn.init.kaiming_normal_(weight, a=SLOPE, nonlinearity=activation, generator=generator)
        elif scheme == "random":
            nn.init.normal_(weight, std=0.02, generator=generator)
        else:
            raise ValueError(f"no scheme is called {scheme!r}; there is: xavier, kaiming, random")
