# /// mutant
# kills = ["test_backward_propagation_of_confident_predictions"]
# may_also_fail = [
#     "test_backward_propagation_of_the_biases",
#     "test_gradient_descent_is_full_batch",
#     "test_history_is_what_was_measured",
#     "test_history_of_large_logits",
#     "test_predictions_are_the_most_probable_digits",
#     "test_predictions_of_one_image",
# ]
# cause = "clip activations"
# ///
"""Activations end at 6, as a ReLU6's do."""

import numpy as np


def forward_propagation(params, x):
    depth = len(params) // 2
    inputs, pre_activations = [x], []
    for layer in range(1, depth + 1):
        pre_activations.append(params[f"W{layer}"] @ inputs[-1] + params[f"b{layer}"])
        if layer < depth:
            inputs.append(np.minimum(relu(pre_activations[-1]), 6))
    return inputs, pre_activations, softmax(pre_activations[-1])
