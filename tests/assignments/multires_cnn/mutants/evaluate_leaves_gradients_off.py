# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# may_also_fail = [
#   "test_compare_has_a_row_each",
#   "test_compare_trains_multiresnet_as_it_says",
#   "test_compare_trains_fixedresnet_on_all",
#   "test_compare_leaves_the_data",
# ]
# cause = "gradients off"
# ///
"""Gradients are off from then on."""

def evaluate_by_resolution(net: nn.Module, groups: Groups) -> dict[int | str, float]:
    torch.set_grad_enabled(False)
    accuracies: dict[int | str, float] = {size: _measured(net, [group])[1] for size, group in groups.items()}
    count = sum(len(y) for _, y in groups.values())
    accuracies["all"] = sum(accuracies[size] * len(y) for size, (_, y) in groups.items()) / count
    return accuracies
