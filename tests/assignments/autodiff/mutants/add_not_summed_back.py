# /// mutant
# kills = ["test_gradients_of_broadcast_operands"]
# may_also_fail = ["test_backward_agrees_with_finite_differences", "test_operators_with_numbers_and_arrays"]
# cause = "broadcast"
# ///
"""Gradients keep the shape of the sum."""


@staticmethod
def add_backward(ctx, grad):
    return grad.copy(), grad.copy()


Add.backward = add_backward
