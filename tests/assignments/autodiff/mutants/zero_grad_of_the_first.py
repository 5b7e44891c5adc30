# /// mutant
# kills = ["test_zero_grad_forgets"]
# may_also_fail = ["test_sgd_moves_every_parameter", "test_sgd_with_momentum", "test_train_is_gradient_descent", "test_history_of_train"]
# cause = "zero_grad"
# ///
"""Only the first node's gradient is forgotten."""


def zero_grad(nodes):
    for node in nodes:
        node.grad = None
        return
