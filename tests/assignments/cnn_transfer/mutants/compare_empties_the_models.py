# /// mutant
# kills = ["test_comparison_leaves_the_models"]
# cause = "dict of models"
# ///
"""Models are taken out of the dict."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    while models:
        name = next(iter(models))
        model, seconds = models.pop(name)
        loss, accuracy = _measured(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
