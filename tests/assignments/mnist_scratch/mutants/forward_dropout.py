# /// mutant
# kills = ["test_forward_propagation_leads_to_the_right_digits"]
# may_also_fail = ["test_backward_propagation_uses_the_cache_that_it_is_given", "test_forward_propagation_is_pure"]
# cause = "dropout"
# ///
"""Hidden units are dropped at random."""

import numpy as np


def forward_propagation(params, x):
    depth = len(params) // 2
    inputs, pre_activations = [x], []
    for layer in range(1, depth + 1):
        pre_activations.append(params[f"W{layer}"] @ inputs[-1] + params[f"b{layer}"])
        if layer < depth:
            inputs.append(relu(pre_activations[-1]) * (np.random.rand(*pre_activations[-1].shape) > 0.2))
    return inputs, pre_activations, softmax(pre_activations[-1])
