# /// mutant
# kills = ["test_multiresnet_has_its_parameters"]
# may_also_fail = ["test_multiresnet_computes_what_is_described"]
# cause = "flattened to several places"
# ///
"""Pooled to 2 × 2 places, and flattened."""

class MultiResNet(nn.Module):

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        super().__init__()
        if pooling not in ("max", "mean"):
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions(channels))
        self.classifier = nn.Linear(4 * channels[-1], 10)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.features(x)
        pooled = F.adaptive_max_pool2d(maps, 2).flatten(1)
        logits: Tensor = self.classifier(pooled)
        return logits
