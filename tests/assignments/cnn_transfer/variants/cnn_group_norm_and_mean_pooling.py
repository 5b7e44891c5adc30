# /// variant
# why = "the kind of normalisation and the head are free"
# ///
"""Group normalisation, and global mean pooling before the last layer."""

class CNN(nn.Module):
    def __init__(self, num_classes, channels=(32, 64, 128), kernel_sizes=3, activation="relu", init="kaiming", dropout=0.3, batch_norm=True):
        super().__init__()
        if isinstance(kernel_sizes, int):
            kernel_sizes = [kernel_sizes] * len(channels)
        blocks = []
        for before, after, size in zip([3, *channels], channels, kernel_sizes):
            block = [nn.Conv2d(before, after, size, padding="same")]
            if batch_norm:
                block.append(nn.GroupNorm(1, after))
            blocks.append(nn.Sequential(*block, make_activation(activation), nn.AvgPool2d(2)))
        self.blocks = nn.Sequential(*blocks)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(dropout)
        self.last = nn.Linear(channels[-1], num_classes)
        init_weights(self, init, activation, None)

    def forward(self, x):
        return self.last(self.drop(self.pool(self.blocks(x)).flatten(1)))
