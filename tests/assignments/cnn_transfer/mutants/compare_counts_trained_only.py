# /// mutant
# kills = ["test_comparison"]
# cause = "only those that ask for a gradient"
# ///
"""Frozen parameters are not counted."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
