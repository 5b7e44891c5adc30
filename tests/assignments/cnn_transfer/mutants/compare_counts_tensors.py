# /// mutant
# kills = ["test_comparison"]
# cause = "tensors"
# ///
"""Tensors are counted, not numbers."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(1 for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
