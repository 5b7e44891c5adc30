# /// mutant
# kills = ["test_operation_of_somebody_else"]
# cause = "operation"
# ///
"""Operations are looked up by name among one's own."""


@classmethod
def op_apply(cls, *nodes, **constants):
    ctx = {}
    cls = globals()[cls.__name__]
    value = cls.forward(ctx, *(node.value for node in nodes), **constants)
    return Node(value, nodes, cls, ctx)


Op.apply = op_apply
