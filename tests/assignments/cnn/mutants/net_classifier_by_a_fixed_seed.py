# /// mutant
# kills = ["test_net_is_drawn_at_random"]
# cause = "torch.manual_seed"
# ///
"""The classifier's weight comes from a generator that always has the same seed."""

def redrawing(original):
    def net_init(self, pooling: Pooling = "flatten") -> None:
        original(self, pooling)
        nn.init.normal_(self.classifier.weight, std=0.05, generator=torch.Generator().manual_seed(0))

    return net_init


Net.__init__ = redrawing(Net.__init__)
