# /// mutant
# kills = ["test_backward_propagation_is_pure"]
# may_also_fail = [
#     "test_gradient_descent_is_full_batch",
#     "test_history_is_what_was_measured",
#     "test_gradient_descent_is_pure",
#     "test_accuracy_on_mnist",
#     "test_history_on_mnist",
# ]
# cause = "in-place"
# ///
"""Images are darkened in the caller's array."""

def backward_propagation(params, cache, x, y):
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y)) / x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    x *= 0.5
    return grads
