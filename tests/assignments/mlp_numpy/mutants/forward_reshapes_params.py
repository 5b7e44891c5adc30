# /// mutant
# kills = ["test_forward_is_pure"]
# may_also_fail = [
#     "test_fit_depends_on_the_generator_alone",
#     "test_fit_draws_a_new_order_each_epoch",
#     "test_fit_is_plain_gradient_descent",
#     "test_fit_returns_parameters_and_history",
#     "test_fit_takes_labels_in_any_container",
#     "test_fit_uses_every_example_once",
#     "test_history_is_what_was_measured",
#     "test_validation_data_has_no_influence",
# ]
# cause = "in place"
# ///
"""Biases are made rows in the caller's dict."""

import numpy as np


def forward(params, x):
    for name in params:
        if name.startswith("b"):
            params[name] = params[name].reshape(1, -1)
    depth = len(params) // 2
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    return logits, (inputs, logits)
