# /// mutant
# kills = ["test_comparison_leaves_the_models"]
# cause = "gradients"
# ///
"""The parameters' gradients are dropped."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        model.zero_grad()
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
