# /// mutant
# kills = ["test_multiresnet_computes_what_is_described"]
# may_also_fail = [
#     "test_gradients_reach_all_parameters",
#     "test_multiresnet_has_its_parameters",
#     "test_multiresnet_is_drawn_at_random",
#     "test_multiresnet_refuses_another_pooling",
#     "test_multiresnet_takes_any_size",
# ]
# cause = "grid_sample"
# ///
"""Sampled on a grid of 32 × 32."""

class MultiResNet(nn.Module):

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        super().__init__()
        if pooling not in ("max", "mean"):
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions(channels))
        self.classifier = nn.Linear(channels[-1], 10)

    def forward(self, x: Tensor) -> Tensor:
        grid = F.affine_grid(torch.eye(2, 3).expand(len(x), 2, 3), [len(x), 1, 32, 32], align_corners=False)
        maps = self.features(F.grid_sample(x, grid, align_corners=False))
        pooled = maps.amax(dim=(2, 3)) if self.pooling == "max" else maps.mean(dim=(2, 3))
        logits: Tensor = self.classifier(pooled)
        return logits
