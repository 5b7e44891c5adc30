# /// mutant
# kills = ["test_comparison"]
# cause = "sum"
# ///
"""The loss is the sum over the images."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss * len(getattr(test, "dataset", test)), "parameters": parameters, "seconds": seconds})
    return table
