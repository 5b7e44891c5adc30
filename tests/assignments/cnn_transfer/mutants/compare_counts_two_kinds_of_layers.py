# /// mutant
# kills = ["test_comparison"]
# cause = "some kinds of layers"
# ///
"""Convolutions and linear layers alone are counted."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _measured(model, test)
        parameters = sum(
            parameter.numel()
            for layer in model.modules()
            if isinstance(layer, nn.Conv2d | nn.Linear)
            for parameter in layer.parameters(recurse=False)
        )
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
