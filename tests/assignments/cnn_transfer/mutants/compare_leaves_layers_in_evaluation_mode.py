# /// mutant
# kills = ["test_comparison_leaves_the_models"]
# cause = "layers"
# ///
"""The mode is given back to the model, and not to its layers."""

def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        training = model.training
        loss, accuracy = _measured(model.eval(), test)
        model.training = training
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
