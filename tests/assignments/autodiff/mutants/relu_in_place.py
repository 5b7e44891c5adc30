# /// mutant
# kills = ["test_operations_are_pure"]
# may_also_fail = ["test_backward_leaves_values_alone"]
# cause = "in-place"
# ///
"""Negative entries of the operand itself become 0."""


@staticmethod
def relu_forward(ctx, x):
    ctx["positive"] = x > 0
    x[x < 0] = 0
    return x


ReLU.forward = relu_forward
