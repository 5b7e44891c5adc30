# /// mutant
# kills = ["test_net_is_drawn_at_random"]
# cause = "one after the other"
# ///
"""Every network sets torch back to the number that it was seeded with."""

class Net(nn.Module):
    def __init__(self, pooling: Pooling = "flatten") -> None:
        super().__init__()
        pools: dict[str, Callable[[Tensor], Tensor]] = {
            "flatten": nn.Flatten(),
            "max": global_max_pool,
            "mean": global_mean_pool,
        }
        if pooling not in pools:
            raise ValueError(f"pooling is one of {', '.join(pools)}; got {pooling!r}")
        self.pool = pools[pooling]
        torch.manual_seed(torch.initial_seed())
        layers: list[nn.Module] = []
        for in_channels, out_channels in ((1, 16), (16, 32), (32, 64)):
            layers += [nn.Conv2d(in_channels, out_channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(64 * 3 * 3 if pooling == "flatten" else 64, 10)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.classifier(self.pool(self.features(x)))
        return logits
