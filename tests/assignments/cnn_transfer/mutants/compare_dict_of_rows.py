# /// mutant
# kills = ["test_comparison"]
# may_also_fail = ["test_comparison_leaves_the_models"]
# cause = "no table"
# ///
"""A dict of rows in place of a list."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return {row["model"]: row for row in table}
