# /// mutant
# kills = ["test_net_refuses_another_pooling"]
# cause = "avg"
# ///
"""There are other names for the poolings: avg, average and maximum."""

def renaming(original):
    def net_init(self, pooling: Pooling = "flatten") -> None:
        names = {"avg": "mean", "average": "mean", "maximum": "max"}
        original(self, names.get(pooling, pooling))

    return net_init


Net.__init__ = renaming(Net.__init__)
