# /// mutant
# kills = ["test_methods_of_a_node"]
# may_also_fail = ["test_gradients_through_methods"]
# cause = "memory"
# ///
"""The entries come in the order in which they lie in memory, which after a transpose is another one."""


@staticmethod
def reshape_forward(ctx, x, shape):
    ctx["shape"] = x.shape
    return x.ravel(order="K").reshape(shape)


Reshape.forward = reshape_forward
