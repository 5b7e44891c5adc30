# /// mutant
# kills = ["test_net_refuses_another_pooling"]
# cause = "Flatten"
# ///
"""Some names with capitals are let through: Flatten, Mean and MAX."""

def renaming(original):
    def net_init(self, pooling: Pooling = "flatten") -> None:
        names = {"Flatten": "flatten", "Mean": "mean", "MAX": "max"}
        original(self, names.get(pooling, pooling))

    return net_init


Net.__init__ = renaming(Net.__init__)
