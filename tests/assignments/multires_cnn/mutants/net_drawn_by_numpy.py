# /// mutant
# kills = ["test_multiresnet_is_drawn_at_random"]
# cause = "torch.manual_seed"
# ///
"""Weights are drawn by NumPy, and not from its global generator."""

import numpy as np


class MultiResNet(nn.Module):

    def __init__(self, channels: tuple[int, int, int] = (16, 32, 64), pooling: Pooling = "max") -> None:
        super().__init__()
        if pooling not in ("max", "mean"):
            raise ValueError(f"pooling is max or mean; got {pooling!r}")
        self.pooling = pooling
        self.features = nn.Sequential(*_convolutions(channels))
        self.classifier = nn.Linear(channels[-1], 10)
        rng = np.random.default_rng()
        for parameter in self.parameters():
            parameter.data.copy_(torch.from_numpy(rng.normal(0, 0.05, tuple(parameter.shape))))

    def forward(self, x: Tensor) -> Tensor:
        maps = self.features(x)
        pooled = maps.amax(dim=(2, 3)) if self.pooling == "max" else maps.mean(dim=(2, 3))
        logits: Tensor = self.classifier(pooled)
        return logits
