# /// mutant
# kills = ["test_learning_rate_never_rises"]
# may_also_fail = [
#     "test_learning_rate_falls_below_half",
#     "test_fit_uses_every_example_once",
#     "test_fit_draws_a_new_order_each_epoch",
# ]
# cause = "smallest one"
# ///
"""The rate is at least a millionth."""

def learning_rate(epoch, base_lr, epochs):
    return base_lr if epoch == 0 else max(base_lr * (1 - epoch / epochs), 1e-6)
