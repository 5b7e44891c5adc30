# /// mutant
# kills = ["test_comparison"]
# cause = "batches averaged"
# ///
"""The batches' means are averaged, however few are in the last."""

def _averaged(model: nn.Module, data: Examples) -> tuple[float, float]:
    was_training = model.training
    model.eval()
    losses, shares = [], []
    with torch.no_grad():
        for x, y in _batches(data, shuffle=False):
            logits = model(x)
            losses.append(F.cross_entropy(logits, y).item())
            shares.append((logits.argmax(dim=1) == y).float().mean().item())
    model.train(was_training)
    return sum(losses) / len(losses), sum(shares) / len(shares)


def compare_models(models: Mapping[str, tuple[nn.Module, float]], test: Examples) -> list[dict[str, Any]]:
    table = []
    for name, (model, seconds) in models.items():
        loss, accuracy = _averaged(model, test)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        table.append({"model": name, "accuracy": accuracy, "loss": loss, "parameters": parameters, "seconds": seconds})
    return table
