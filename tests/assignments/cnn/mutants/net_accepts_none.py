# /// mutant
# kills = ["test_net_refuses_another_pooling"]
# cause = "None"
# ///
"""None is taken for flattening."""

def filling_in(original):
    def net_init(self, pooling: Pooling = "flatten") -> None:
        original(self, "flatten" if pooling is None else pooling)

    return net_init


Net.__init__ = filling_in(Net.__init__)
