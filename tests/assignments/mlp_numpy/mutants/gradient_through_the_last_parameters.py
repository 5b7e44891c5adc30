# /// mutant
# kills = ["test_backward_uses_the_cache_that_it_is_given"]
# cause = "global"
# ///
"""backward takes the weights from the last call of forward instead of its argument."""

import numpy as np

LAST = {}

def forward(params, x):
    depth = len(params) // 2
    LAST.update(params)
    inputs = [x]
    for layer in range(1, depth):
        z = inputs[-1] @ params[f"W{layer}"] + params[f"b{layer}"]
        inputs.append(np.maximum(z, 0))
    logits = inputs[-1] @ params[f"W{depth}"] + params[f"b{depth}"]
    return logits, (inputs, logits)


def backward(params, cache, targets):
    inputs, logits = cache
    labels = np.asarray(targets)
    delta = softmax(logits)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    grads = {}
    for layer in range(len(inputs), 0, -1):
        below = inputs[layer - 1]
        grads[f"W{layer}"] = below.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ LAST[f"W{layer}"].T) * (below > 0)
    return grads
