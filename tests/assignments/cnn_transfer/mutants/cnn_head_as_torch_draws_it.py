# /// mutant
# kills = ["test_cnn_draws_its_weights"]
# cause = "torch's own"
# ///
"""The means of maps go into a small last layer, whose weights init_weights never sees."""

def with_a_small_head(created):
    def cnn_init(self, *arguments, **options):
        created(self, *arguments, **options)
        _, dropout, last = self.classifier
        count = [layer.out_channels for layer in self.features if isinstance(layer, nn.Conv2d)][-1]
        last = nn.Linear(count, last.out_features)
        self.classifier = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), dropout, last)

    return cnn_init


CNN.__init__ = with_a_small_head(CNN.__init__)
