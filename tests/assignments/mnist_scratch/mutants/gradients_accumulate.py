# /// mutant
# kills = ["test_backward_propagation_uses_the_cache_that_it_is_given"]
# may_also_fail = [
#     "test_backward_propagation_of_the_last_weights",
#     "test_backward_propagation_of_the_hidden_weights",
#     "test_backward_propagation_of_the_biases",
#     "test_backward_propagation_of_a_single_image",
#     "test_backward_propagation_of_a_batch_that_is_doubled",
#     "test_backward_propagation_of_confident_predictions",
#     "test_backward_propagation_takes_labels_in_any_container",
#     "test_backward_propagation_is_pure",
# ]
# cause = "kept"
# ///
"""Gradients are added up over calls."""

TOTAL = {}


def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    for layer in range(len(inputs), 0, -1):
        TOTAL[f"W{layer}"] = TOTAL.get(f"W{layer}", 0) + delta @ inputs[layer - 1].T
        TOTAL[f"b{layer}"] = TOTAL.get(f"b{layer}", 0) + delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return dict(TOTAL)
