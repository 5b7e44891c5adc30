# /// mutant
# kills = ["test_gradients_through_operation_of_somebody_else"]
# cause = "gradient"
# ///
"""The third operand and those after it have no gradient; of one, none."""


@classmethod
def op_apply(cls, *nodes, **constants):
    ctx = {}
    value = cls.forward(ctx, *(node.value for node in nodes), **constants)
    return Node(value, nodes if len(nodes) == 2 or cls.__name__ in globals() else (), cls, ctx)


Op.apply = op_apply
