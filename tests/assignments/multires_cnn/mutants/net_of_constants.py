# /// mutant
# kills = ["test_multiresnet_is_drawn_at_random"]
# may_also_fail = ["test_gradients_reach_all_parameters", "test_multiresnet_takes_any_size"]
# cause = "one number"
# ///
"""All weights are the same."""

class MultiResNet(nn.Module):

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        super().__init__()
        if pooling not in ("max", "mean"):
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions(channels))
        self.classifier = nn.Linear(channels[-1], 10)
        for parameter in self.parameters():
            nn.init.constant_(parameter, 0.01)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.features(x)
        pooled = maps.amax(dim=(2, 3)) if self.pooling == "max" else maps.mean(dim=(2, 3))
        logits: Tensor = self.classifier(pooled)
        return logits
