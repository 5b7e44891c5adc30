# /// mutant
# kills = ["test_forward_propagation_leads_to_the_right_digits"]
# cause = "centred"
# ///
"""Images are centred first."""

def forward_propagation(params, x):
    depth = len(params) // 2
    inputs, pre_activations = [x - x.mean(axis=0)], []
    for layer in range(1, depth + 1):
        pre_activations.append(params[f"W{layer}"] @ inputs[-1] + params[f"b{layer}"])
        if layer < depth:
            inputs.append(relu(pre_activations[-1]))
    return inputs, pre_activations, softmax(pre_activations[-1])
