# /// mutant
# kills = ["test_multiresnet_takes_any_size", "test_multiresnet_computes_what_is_described"]
# may_also_fail = ["test_gradients_reach_all_parameters"]
# cause = "held to be square"
# ///
"""The pooling's size is the width, in both directions."""

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
        side = maps.shape[3]
        pooled = (F.max_pool2d if self.pooling == "max" else F.avg_pool2d)(maps, side)[:, :, 0, 0]
        logits: Tensor = self.classifier(pooled)
        return logits
