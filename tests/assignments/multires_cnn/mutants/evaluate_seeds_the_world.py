# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "nothing seeds or draws"
# ///
"""Measuring seeds torch."""

def evaluate_by_resolution(net: nn.Module, groups: Groups) -> dict[int | str, float]:
    torch.manual_seed(0)
    accuracies: dict[int | str, float] = {size: _measured(net, [group])[1] for size, group in groups.items()}
    count = sum(len(y) for _, y in groups.values())
    accuracies["all"] = sum(accuracies[size] * len(y) for size, (_, y) in groups.items()) / count
    return accuracies
