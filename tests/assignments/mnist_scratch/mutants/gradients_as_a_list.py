# /// mutant
# kills = [
#     "test_backward_propagation_has_the_shapes_of_the_parameters",
#     "test_backward_propagation_of_the_last_weights",
#     "test_backward_propagation_of_the_hidden_weights",
#     "test_backward_propagation_of_the_biases",
#     "test_backward_propagation_of_a_single_image",
#     "test_backward_propagation_of_a_batch_that_is_doubled",
#     "test_backward_propagation_of_confident_predictions",
#     "test_backward_propagation_takes_labels_in_any_container",
#     "test_backward_propagation_is_pure",
#     "test_backward_propagation_uses_the_cache_that_it_is_given",
# ]
# cause = "dict"
# ///
"""A list of gradients."""

def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return list(grads.values())
