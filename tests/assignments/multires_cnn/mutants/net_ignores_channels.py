# /// mutant
# kills = ["test_multiresnet_has_its_parameters"]
# may_also_fail = ["test_multiresnet_computes_what_is_described"]
# cause = "channels used"
# ///
"""Always 16, 32 and 64 channels."""

class MultiResNet(nn.Module):

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        super().__init__()
        if pooling not in ("max", "mean"):
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions((16, 32, 64)))
        self.classifier = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.features(x)
        pooled = maps.amax(dim=(2, 3)) if self.pooling == "max" else maps.mean(dim=(2, 3))
        logits: Tensor = self.classifier(pooled)
        return logits
