# /// mutant
# kills = ["test_cnn_drops"]
# cause = "with probability"
# ///
"""Half the probability that is asked for."""

class CNN(nn.Module):

    def __init__(
        self,
        num_classes: int,
        channels: Sequence[int] = (32, 64, 128),
        kernel_sizes: int | Sequence[int] = 3,
        activation: Activation = "relu",
        init: Scheme = "kaiming",
        dropout: float = 0.3,
        batch_norm: bool = True,
    ) -> None:
        super().__init__()
        sizes = [kernel_sizes] * len(channels) if isinstance(kernel_sizes, int) else kernel_sizes
        layers: list[nn.Module] = []
        before = 3
        for after, size in zip(channels, sizes, strict=True):
            # batch normalisation takes the mean away, and so whatever a bias would add
            layers.append(nn.Conv2d(before, after, size, padding=size // 2, bias=not batch_norm))
            if batch_norm:
                layers.append(nn.BatchNorm2d(after))
            layers += [make_activation(activation), nn.MaxPool2d(2)]
            before = after
        self.features = nn.Sequential(*layers)
        side = 32 // 2 ** len(channels)
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(dropout / 2), nn.Linear(before * side**2, num_classes))
        init_weights(self, init, activation, None)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.classifier(self.features(x))
        return logits
