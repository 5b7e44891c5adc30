# /// mutant
# kills = ["test_multiresnet_takes_any_size"]
# may_also_fail = ["test_multiresnet_computes_what_is_described"]
# cause = "dropout"
# ///
"""Dropout before the last layer."""

class MultiResNet(nn.Module):

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        super().__init__()
        if pooling not in ("max", "mean"):
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions(channels))
        self.classifier = nn.Linear(channels[-1], 10)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.features(x)
        pooled = maps.amax(dim=(2, 3)) if self.pooling == "max" else maps.mean(dim=(2, 3))
        logits: Tensor = self.classifier(F.dropout(pooled, 0.3, self.training))
        return logits
