# /// mutant
# kills = ["test_comparison"]
# cause = "rounded"
# ///
"""Accuracies have four decimals."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": round(accuracy, 4), "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
