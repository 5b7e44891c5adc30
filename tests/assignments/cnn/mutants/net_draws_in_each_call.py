# /// mutant
# kills = ["test_net_gives_logits"]
# cause = "global generator"
# ///
"""Noise that is switched off is still drawn."""

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
        layers: list[nn.Module] = []
        for in_channels, out_channels in ((1, 16), (16, 32), (32, 64)):
            layers += [nn.Conv2d(in_channels, out_channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(64 * 3 * 3 if pooling == "flatten" else 64, 10)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.classifier(self.pool(self.features(x)))
        return logits + 0.0 * torch.randn_like(logits)
