# /// mutant
# kills = ["test_backward_propagation_uses_the_cache_that_it_is_given"]
# cause = "buffer"
# ///
"""Activations are written into arrays that are kept for their shape."""

import numpy as np


KEPT = {}


def forward_propagation(params, x):
    depth = len(params) // 2
    inputs, pre_activations = [x], []
    for layer in range(1, depth + 1):
        z = params[f"W{layer}"] @ inputs[-1] + params[f"b{layer}"]
        out = KEPT.setdefault((layer, z.shape, z.dtype), np.empty_like(z))
        out[:] = z
        pre_activations.append(out)
        if layer < depth:
            inputs.append(relu(out))
    return inputs, pre_activations, softmax(pre_activations[-1])
