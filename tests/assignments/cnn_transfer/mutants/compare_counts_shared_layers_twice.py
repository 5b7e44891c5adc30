# /// mutant
# kills = ["test_comparison"]
# cause = "counted twice"
# ///
"""A layer that stands at two places is counted twice."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(parameter.numel() for _, parameter in model.named_parameters(remove_duplicate=False))
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
