# /// mutant
# kills = ["test_gradients_through_operation_of_somebody_else"]
# cause = "ctx"
# ///
"""All uses of an operation have one context."""


@classmethod
def op_apply(cls, *nodes, **constants):
    ctx = cls.__dict__.get("shared")
    if ctx is None:
        ctx = cls.shared = {}
    value = cls.forward(ctx, *(node.value for node in nodes), **constants)
    return Node(value, nodes, cls, ctx)


Op.apply = op_apply
