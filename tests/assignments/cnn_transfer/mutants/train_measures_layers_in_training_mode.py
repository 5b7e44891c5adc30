# /// mutant
# kills = ["test_modes", "test_comparison_leaves_the_models"]
# may_also_fail = ["test_comparison"]
# cause = "in training mode"
# ///
"""Only the model itself is in evaluation mode, its layers are not."""

def _measured(model: nn.Module, data: Examples) -> tuple[float, float]:
    was_training = model.training
    model.training = False
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in _batches(data, shuffle=False):
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += int((logits.argmax(dim=1) == y).sum())
            count += len(y)
    model.train(was_training)
    return loss / count, right / count
