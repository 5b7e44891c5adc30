# /// mutant
# kills = ["test_multiresnet_takes_any_size"]
# may_also_fail = [
#     "test_compare_trains_multiresnet_as_it_says",
#     "test_gradients_reach_all_parameters",
#     "test_multiresnet_computes_what_is_described",
# ]
# cause = "one size taken for granted"
# ///
"""The flattened size of 32 × 32 pixels is pooled."""

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
        if x.shape[2:] != (32, 32):
            raise ValueError("32 × 32 pixels only")
        maps = maps.reshape(len(x), -1, 16)
        pooled = maps.amax(2) if self.pooling == "max" else maps.mean(2)
        logits: Tensor = self.classifier(pooled)
        return logits
