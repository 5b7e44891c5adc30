# /// mutant
# kills = ["test_backward_propagation_uses_the_cache_that_it_is_given"]
# cause = "cache changed in place"
# ///
"""Probabilities in the cache are changed in place."""

def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = probabilities
    delta -= one_hot(y)
    delta /= x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
