# /// mutant
# kills = ["test_comparison_leaves_the_models"]
# cause = "graph"
# ///
"""Measured with a graph."""

def _graphed(model: nn.Module, data: Examples) -> tuple[float, float]:
    was_training = model.training
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.enable_grad():
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
        loss, accuracy = _graphed(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
