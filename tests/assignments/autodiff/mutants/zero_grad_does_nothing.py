# /// mutant
# kills = ["test_zero_grad_forgets"]
# may_also_fail = [
#     "test_gradient_of_the_cross_entropy",
#     "test_history_of_train",
#     "test_sgd_moves_every_parameter",
#     "test_sgd_with_momentum",
#     "test_train_draws_a_new_order_each_epoch",
#     "test_train_is_gradient_descent",
#     "test_train_uses_every_example_once",
# ]
# cause = "not None or zeros"
# ///
"""Nothing is forgotten."""


def zero_grad(nodes):
    pass
