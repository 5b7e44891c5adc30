# /// variant
# why = "the head is free"
# ///
"""The last layer sees the mean of every block; in the code it comes before a hidden layer without an activation."""

class CNN(nn.Module):
    def __init__(self, num_classes, channels=(32, 64, 128), kernel_sizes=3, activation="relu", init="kaiming", dropout=0.3, batch_norm=True):
        super().__init__()
        sizes = [kernel_sizes] * len(channels) if isinstance(kernel_sizes, int) else list(kernel_sizes)
        self.blocks, depth = nn.ModuleList(), 3
        for width, size in zip(channels, sizes):
            layers = [nn.Conv2d(depth, width, size, padding=size // 2)]
            if batch_norm:
                layers.append(nn.BatchNorm2d(width))
            self.blocks.append(nn.Sequential(*layers, make_activation(activation), nn.MaxPool2d(2)))
            depth = width
        self.dropout = nn.Dropout(dropout)
        self.last = nn.Linear(24, num_classes)
        self.narrow = nn.Linear(sum(channels), 24)
        init_weights(self, init, activation, None)

    def forward(self, x):
        means = []
        for block in self.blocks:
            x = block(x)
            means.append(x.mean(dim=(2, 3)))
        return self.last(self.dropout(self.narrow(torch.cat(means, dim=1))))
