# /// mutant
# kills = ["test_cnn_uses_the_activation"]
# cause = "activation ignored"
# ///
"""With batch normalisation it is ReLU, whatever is asked for."""

def with_relu(created):
    def cnn_init(self, *arguments, **options):
        created(self, *arguments, **options)
        if isinstance(self.features[1], nn.BatchNorm2d):
            for index in range(2, len(self.features), 4):
                self.features[index] = nn.ReLU()

    return cnn_init


CNN.__init__ = with_relu(CNN.__init__)
