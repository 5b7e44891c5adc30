# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "normalised"
# ///
"""Images are scaled where they lie."""

def evaluate_by_resolution(net: nn.Module, groups: Groups) -> dict[int | str, float]:
    for x, _ in groups.values():
        x /= x.abs().max()
    accuracies: dict[int | str, float] = {size: _measured(net, [group])[1] for size, group in groups.items()}
    count = sum(len(y) for _, y in groups.values())
    accuracies["all"] = sum(accuracies[size] * len(y) for size, (_, y) in groups.items()) / count
    return accuracies
