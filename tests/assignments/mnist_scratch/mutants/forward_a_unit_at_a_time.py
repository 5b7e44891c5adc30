# /// mutant
# kills = ["test_accuracy_on_mnist"]
# may_also_fail = [
#     "test_backward_propagation_of_the_biases",
#     "test_gradient_descent_is_full_batch",
#     "test_history_is_what_was_measured",
#     "test_history_on_mnist",
# ]
# cause = "time limit"
# ///
"""Loops over units and examples: right, and far too slow to train."""

import numpy as np


def forward_propagation(params, x):
    depth = len(params) // 2
    inputs, pre_activations = [x], []
    for layer in range(1, depth + 1):
        weights, biases = params[f"W{layer}"], params[f"b{layer}"][:, 0]
        examples = inputs[-1].T
        z = [[row @ example + bias for example in examples] for row, bias in zip(weights, biases, strict=True)]
        pre_activations.append(np.array(z))
        if layer < depth:
            inputs.append(relu(pre_activations[-1]))
    return inputs, pre_activations, softmax(pre_activations[-1])
