# /// mutant
# kills = ["test_operation_of_somebody_else"]
# cause = "constant"
# ///
"""Constants do not reach forward."""


@classmethod
def op_apply(cls, *nodes, **constants):
    ctx = {}
    value = cls.forward(ctx, *(node.value for node in nodes))
    return Node(value, nodes, cls, ctx)


Op.apply = op_apply
