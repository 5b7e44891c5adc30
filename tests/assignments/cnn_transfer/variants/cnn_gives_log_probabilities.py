# /// variant
# why = "a log-softmax does no harm"
# ///
"""log_softmax at the end."""

class CNN(nn.Module):
    def __init__(self, num_classes, channels=(32, 64, 128), kernel_sizes=3, activation="relu", init="kaiming", dropout=0.3, batch_norm=True):
        super().__init__()
        sizes = [kernel_sizes] * len(channels) if isinstance(kernel_sizes, int) else list(kernel_sizes)
        layers, depth = [], 3
        for width, size in zip(channels, sizes):
            layers.append(nn.Conv2d(depth, width, size, padding=size // 2))
            if batch_norm:
                layers.append(nn.BatchNorm2d(width))
            layers.extend([make_activation(activation), nn.MaxPool2d(2)])
            depth = width
        side = 32 // 2 ** len(channels)
        self.net = nn.Sequential(*layers, nn.Flatten(), nn.Dropout(dropout), nn.Linear(depth * side * side, num_classes))
        init_weights(self, init, activation, None)

    def forward(self, x):
        return F.log_softmax(self.net(x), dim=1)
