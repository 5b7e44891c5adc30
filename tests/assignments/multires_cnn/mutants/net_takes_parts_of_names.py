# /// mutant
# kills = ["test_multiresnet_refuses_another_pooling"]
# cause = "others taken as well"
# ///
"""The name is looked for in a text."""

class MultiResNet(nn.Module):

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        super().__init__()
        if pooling not in "max or mean":
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions(channels))
        self.classifier = nn.Linear(channels[-1], 10)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.features(x)
        pooled = maps.amax(dim=(2, 3)) if self.pooling == "max" else maps.mean(dim=(2, 3))
        logits: Tensor = self.classifier(pooled)
        return logits
