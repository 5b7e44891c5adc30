# /// mutant
# kills = ["test_cnn_has_its_convolutions"]
# cause = "shared"
# ///
"""Convolutions of the same channels and kernel are one and the same layer."""

def with_shared_layers(created):
    def cnn_init(self, *arguments, **options):
        created(self, *arguments, **options)
        kept = {}
        for index, layer in enumerate(self.features):
            if isinstance(layer, nn.Conv2d):
                self.features[index] = kept.setdefault(str(layer), layer)

    return cnn_init


CNN.__init__ = with_shared_layers(CNN.__init__)
