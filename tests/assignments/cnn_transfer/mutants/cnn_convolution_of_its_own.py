# /// mutant
# kills = ["test_cnn_has_its_convolutions"]
# may_also_fail = ["test_cnn_uses_the_activation", "test_cnn_normalises"]
# cause = "layer of your own"
# ///
"""Convolutions are modules of its own that call F.conv2d."""

class Convolution(nn.Module):
    def __init__(self, before, after, size, bias, init, activation):
        super().__init__()
        like = nn.Conv2d(before, after, size)
        init_weights(like, init, activation, None)
        self.weight = like.weight
        self.bias = nn.Parameter(torch.zeros(after)) if bias else None

    def forward(self, x):
        return F.conv2d(x, self.weight, self.bias, padding=self.weight.shape[2] // 2)


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
            layers.append(Convolution(before, after, size, not batch_norm, init, activation))
            if batch_norm:
                layers.append(nn.BatchNorm2d(after))
            layers += [make_activation(activation), nn.MaxPool2d(2)]
            before = after
        self.features = nn.Sequential(*layers)
        side = 32 // 2 ** len(channels)
        self.classifier = nn.Sequential(nn.Flatten(), nn.Dropout(dropout), nn.Linear(before * side**2, num_classes))
        init_weights(self, init, activation, None)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.classifier(self.features(x))
        return logits
