# /// mutant
# kills = ["test_gradients_through_operation_of_somebody_else"]
# cause = "gradient"
# ///
"""The node does not know where it came from."""


@classmethod
def op_apply(cls, *nodes, **constants):
    ctx = {}
    value = cls.forward(ctx, *(node.value for node in nodes), **constants)
    return Node(value)


Op.apply = op_apply
