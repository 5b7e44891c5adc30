# /// mutant
# kills = ["test_cnn_uses_the_activation"]
# cause = "activation ignored"
# ///
"""With batch normalisation there is no activation in any block."""

def without_activation(created):
    def cnn_init(self, *arguments, **options):
        created(self, *arguments, **options)
        if isinstance(self.features[1], nn.BatchNorm2d):
            for index in range(2, len(self.features), 4):
                self.features[index] = nn.Identity()

    return cnn_init


CNN.__init__ = without_activation(CNN.__init__)
