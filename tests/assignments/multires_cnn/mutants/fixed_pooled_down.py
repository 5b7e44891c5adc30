# /// mutant
# kills = ["test_fixedresnet_sees_places"]
# cause = "pooled whole height"
# ///
"""Pooled over the whole height."""

class FixedResNet(nn.Module):

    def __init__(self) -> None:
        super().__init__()
        width = 52
        self.features = nn.Sequential(*_convolutions((16, 32, width)), nn.AdaptiveMaxPool2d((1, 8)), nn.Flatten())
        self.classifier = nn.Linear(width * 8, 10)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[1:] != (1, 64, 64):
            raise ValueError(f"images are (b, 1, 64, 64), got {tuple(x.shape)}")
        logits: Tensor = self.classifier(self.features(x))
        return logits
