# /// mutant
# kills = ["test_multiresnet_computes_what_is_described"]
# may_also_fail = [
#     "test_gradients_reach_all_parameters",
#     "test_multiresnet_has_its_parameters",
#     "test_multiresnet_is_drawn_at_random",
#     "test_multiresnet_refuses_another_pooling",
#     "test_multiresnet_takes_any_size",
# ]
# cause = "interpolate"
# ///
"""The name is found when it runs."""

class MultiResNet(nn.Module):

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        super().__init__()
        if pooling not in ("max", "mean"):
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions(channels))
        self.classifier = nn.Linear(channels[-1], 10)

    def forward(self, x: Tensor) -> Tensor:
        names = [name for name in dir(F) if name[::-1].startswith("etalop")]
        maps = self.features(vars(F)[names[0]](x, (28, 28)))
        pooled = maps.amax(dim=(2, 3)) if self.pooling == "max" else maps.mean(dim=(2, 3))
        logits: Tensor = self.classifier(pooled)
        return logits
