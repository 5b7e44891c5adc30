# /// mutant
# kills = ["test_operation_of_somebody_else"]
# may_also_fail = ["test_gradients_through_operation_of_somebody_else"]
# cause = "three operands"
# ///
"""A third operand is left out."""


@classmethod
def op_apply(cls, *nodes, **constants):
    ctx = {}
    value = cls.forward(ctx, *(node.value for node in nodes[:2]), **constants)
    return Node(value, nodes, cls, ctx)


Op.apply = op_apply
