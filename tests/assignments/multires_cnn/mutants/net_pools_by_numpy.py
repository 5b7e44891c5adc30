# /// mutant
# kills = ["test_gradients_reach_all_parameters"]
# cause = "NumPy"
# ///
"""Pooled by NumPy."""

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
        found = maps.detach().numpy()
        pooled = torch.from_numpy(found.max((2, 3)) if self.pooling == "max" else found.mean((2, 3)))
        logits: Tensor = self.classifier(pooled)
        return logits
