# /// mutant
# kills = ["test_backward_propagation_uses_the_cache_that_it_is_given"]
# cause = "global variable"
# ///
"""The cache lies in a global variable."""

KEPT = {}


def forward_propagation(params, x):
    depth = len(params) // 2
    inputs, pre_activations = [x], []
    for layer in range(1, depth + 1):
        pre_activations.append(params[f"W{layer}"] @ inputs[-1] + params[f"b{layer}"])
        if layer < depth:
            inputs.append(relu(pre_activations[-1]))
    KEPT["cache"] = inputs, pre_activations
    return inputs, pre_activations, softmax(pre_activations[-1])


def backward_propagation(params, cache, x, y):
    inputs, pre_activations = KEPT["cache"]
    probabilities = softmax(pre_activations[-1])
    delta = (probabilities - one_hot(y)) / x.shape[1]
    grads = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
