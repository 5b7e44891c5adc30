# /// mutant
# kills = ["test_comparison"]
# may_also_fail = ["test_comparison_leaves_the_models"]
# cause = "order"
# ///
"""The best comes first."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return sorted(table, key=lambda row: -row["accuracy"])
