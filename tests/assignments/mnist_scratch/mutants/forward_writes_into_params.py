# /// mutant
# kills = ["test_forward_propagation_is_pure"]
# may_also_fail = [
#     "test_gradient_descent_returns_parameters_and_history",
#     "test_gradient_descent_is_full_batch",
#     "test_history_is_what_was_measured",
#     "test_history_of_large_logits",
#     "test_gradient_descent_depends_on_the_generator_alone",
#     "test_gradient_descent_takes_labels_in_any_container",
#     "test_gradient_descent_is_pure",
# ]
# cause = "arguments"
# ///
"""The cache is put into the parameters."""

def forward_propagation(params, x):
    depth = len(params) // 2
    inputs, pre_activations = [x], []
    for layer in range(1, depth + 1):
        pre_activations.append(params[f"W{layer}"] @ inputs[-1] + params[f"b{layer}"])
        if layer < depth:
            inputs.append(relu(pre_activations[-1]))
    params["cache"] = pre_activations[-1]
    return inputs, pre_activations, softmax(pre_activations[-1])
