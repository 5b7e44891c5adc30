# /// mutant
# kills = ["test_cnn_drops"]
# cause = "no dropout"
# ///
"""With batch normalisation there is no dropout."""

def without_dropout(created):
    def cnn_init(self, *arguments, **options):
        created(self, *arguments, **options)
        if isinstance(self.features[1], nn.BatchNorm2d):
            self.classifier[1] = nn.Identity()

    return cnn_init


CNN.__init__ = without_dropout(CNN.__init__)
