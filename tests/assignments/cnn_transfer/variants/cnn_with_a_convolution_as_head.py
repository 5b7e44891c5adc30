# /// variant
# why = "the head is free"
# ///
"""A 1×1 convolution to the classes, and mean pooling of what it gives."""

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
        self.features = nn.Sequential(*layers, nn.Dropout(dropout))
        self.head = nn.Conv2d(depth, num_classes, 1)
        init_weights(self, init, activation, None)

    def forward(self, x):
        return self.head(self.features(x)).mean(dim=(2, 3))
