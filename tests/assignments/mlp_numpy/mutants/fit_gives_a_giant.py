# /// mutant
# kills = ["test_fit_returns_parameters_and_history"]
# may_also_fail = [
#     "test_no_order_follows_from_another",
#     "test_history_is_what_was_measured",
#     "test_fit_is_plain_gradient_descent",
#     "test_fit_updates_by_sgd_step",
#     "test_fit_uses_every_example_once",
#     "test_fit_draws_a_new_order_each_epoch",
#     "test_validation_data_has_no_influence",
#     "test_fit_depends_on_the_generator_alone",
#     "test_fit_takes_labels_in_any_container",
#     "test_fit_is_pure",
# ]
# cause = "numbers"
# ///
"""Parameters so many that whoever computes with them does nothing else."""

import numpy as np


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    width = 1_300_000
    params = {
        "W1": np.ones((x.shape[1], width), np.int8),
        "b1": np.zeros(width, np.int8),
        "W2": np.ones((width, 10), np.int8),
        "b2": np.full(10, base_lr),
    }
    return params, {name: [0.5] * epochs for name in ("train_loss", "val_loss", "val_accuracy")}
