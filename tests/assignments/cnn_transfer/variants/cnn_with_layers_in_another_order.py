# /// variant
# why = "the head is free, and so is the order in which its layers are made"
# ///
"""Two linear layers, the last of which is made first."""

class CNN(nn.Module):
    def __init__(self, num_classes, channels=(32, 64, 128), kernel_sizes=3, activation="relu", init="kaiming", dropout=0.3, batch_norm=True):
        super().__init__()
        sizes = (kernel_sizes,) * len(channels) if isinstance(kernel_sizes, int) else tuple(kernel_sizes)
        widths = (3, *channels)
        self.convolutions = nn.ModuleList(nn.Conv2d(widths[i], widths[i + 1], sizes[i], padding=sizes[i] // 2) for i in range(len(channels)))
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) if batch_norm else nn.Identity() for width in channels)
        self.activation = make_activation(activation)
        self.p = dropout
        side = 32 >> len(channels)
        self.out = nn.Linear(64, num_classes)
        self.hidden = nn.Linear(channels[-1] * side * side, 64)
        init_weights(self, init, activation, None)

    def forward(self, x):
        for convolution, norm in zip(self.convolutions, self.norms):
            x = F.max_pool2d(self.activation(norm(convolution(x))), 2)
        x = self.activation(self.hidden(x.flatten(1)))
        return self.out(F.dropout(x, self.p, training=self.training))
