# /// mutant
# kills = ["test_cnn_uses_the_activation"]
# cause = "every block"
# ///
"""With batch normalisation the last of several blocks has no activation."""

def without_the_last(created):
    def cnn_init(self, *arguments, **options):
        created(self, *arguments, **options)
        if isinstance(self.features[1], nn.BatchNorm2d) and len(self.features) > 4:
            self.features[-2] = nn.Identity()

    return cnn_init


CNN.__init__ = without_the_last(CNN.__init__)
