# /// mutant
# kills = ["test_backward_of_an_operation_can_be_called_twice"]
# may_also_fail = [
#     "test_operators_with_numbers_and_arrays",
#     "test_gradients_of_broadcast_operands",
#     "test_gradients_through_operation_of_somebody_else",
#     "test_backward_of_a_chain",
#     "test_backward_of_a_node_used_many_times",
#     "test_backward_of_a_node_used_twice_in_one_operation",
#     "test_backward_of_diamonds_of_unequal_depth",
#     "test_backward_of_equal_leaves",
#     "test_second_backward_adds",
#     "test_backward_of_another_node_adds",
#     "test_gradients_do_not_alias",
#     "test_backward_of_a_long_chain",
#     "test_backward_of_stacked_diamonds",
#     "test_zero_grad_forgets",
#     "test_backward_agrees_with_finite_differences",
#     "test_gradient_of_the_cross_entropy",
#     "test_sgd_moves_every_parameter",
#     "test_sgd_with_momentum",
#     "test_sgd_zero_grad",
# ]
# cause = "class"
# ///
"""The operands of the latest product are kept for all."""


@staticmethod
def multiply_forward(ctx, a, b):
    Multiply.operands = a, b
    return a * b


Multiply.forward = multiply_forward


@staticmethod
def multiply_backward(ctx, grad):
    a, b = Multiply.operands
    return unbroadcast(grad * b, a.shape), unbroadcast(grad * a, b.shape)


Multiply.backward = multiply_backward
