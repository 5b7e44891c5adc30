# /// mutant
# kills = ["test_backward_propagation_has_the_shapes_of_the_parameters", "test_backward_propagation_of_the_biases"]
# may_also_fail = ["test_backward_propagation_of_a_single_image"]
# cause = "everything"
# ///
"""One number for all biases."""

def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum()
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
