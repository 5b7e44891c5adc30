# /// mutant
# kills = ["test_operation_of_somebody_else"]
# cause = "node"
# ///
"""The plain value."""


@classmethod
def op_apply(cls, *nodes, **constants):
    ctx = {}
    value = cls.forward(ctx, *(node.value for node in nodes), **constants)
    return value


Op.apply = op_apply
