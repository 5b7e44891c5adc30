# /// mutant
# kills = ["test_fixedresnet_takes_64_pixels"]
# cause = "probabilities"
# ///
"""A softmax at the end."""

class FixedResNet(nn.Module):

    def __init__(self) -> None:
        super().__init__()
        # The same convolutions but for the last one's width. With 2×2 pools alone 8 × 8 places would be left, and 21
        # channels: 24,319 parameters, 1.6 % too many. After a last pool of 4×4 there are 4 × 4 places, and 43 channels
        # make 24,117, which is within 0.8 % of 23,946.
        width = 43
        self.features = nn.Sequential(*_convolutions((16, 32, width))[:-1], nn.MaxPool2d(4), nn.Flatten())
        self.classifier = nn.Linear(width * 4 * 4, 10)

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[1:] != (1, 64, 64):
            raise ValueError(f"images are (b, 1, 64, 64), got {tuple(x.shape)}")
        logits: Tensor = self.classifier(self.features(x)).softmax(1)
        return logits
