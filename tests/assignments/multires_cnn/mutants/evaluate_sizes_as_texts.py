# /// mutant
# kills = ["test_evaluate_counts_by_resolution"]
# may_also_fail = ["test_compare_has_a_row_each"]
# cause = "sizes texts"
# ///
"""Sizes become texts."""

def evaluate_by_resolution(net: nn.Module, groups: Groups) -> dict[int | str, float]:
    accuracies: dict[int | str, float] = {str(size): _measured(net, [group])[1] for size, group in groups.items()}
    count = sum(len(y) for _, y in groups.values())
    accuracies["all"] = sum(accuracies[str(size)] * len(y) for size, (_, y) in groups.items()) / count
    return accuracies
