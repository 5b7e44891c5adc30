# /// mutant
# kills = ["test_comparison_leaves_the_models"]
# may_also_fail = ["test_comparison"]
# cause = "mode"
# ///
"""Measured in training mode."""

def _trained(model: nn.Module, data: Examples) -> tuple[float, float]:
    was_training = model.training
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in _batches(data, shuffle=False):
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += int((logits.argmax(dim=1) == y).sum())
            count += len(y)
    model.train(was_training)
    return loss / count, right / count


def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _trained(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
