# /// mutant
# kills = ["test_backward_propagation_of_a_single_image"]
# may_also_fail = [
#     "test_backward_propagation_has_the_shapes_of_the_parameters",
#     "test_backward_propagation_of_the_biases",
# ]
# cause = "axis"
# ///
"""A batch of one image loses its axis."""

def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    delta = delta.squeeze()
    delta = delta if delta.ndim == 2 else delta[None, :]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
