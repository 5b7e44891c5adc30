# /// mutant
# kills = ["test_history"]
# cause = "dataset"
# ///
"""Loss and accuracy on val are divided by the Dataset's length, whatever its DataLoader gives of it."""

def _validated(model: nn.Module, data: Examples) -> tuple[float, float]:
    was_training = model.training
    model.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in _batches(data, shuffle=False):
            logits = model(x)
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            right += int((logits.argmax(dim=1) == y).sum())
            count += len(y)
    model.train(was_training)
    count = len(data.dataset if isinstance(data, DataLoader) else data)
    return loss / count, right / count


def train_and_validate(
    model: nn.Module,
    train: Examples,
    val: Examples,
    *,
    optimizer: Optimizer | OptimizerName,
    epochs: int,
    seed: int,
    checkpoint: str | Path,
) -> tuple[float, History]:
    torch.manual_seed(seed)
    if isinstance(optimizer, str):
        optimizer = make_optimizer(optimizer, _trainable(model), RATES[optimizer])
    history: History = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    best = -1.0
    for _ in range(epochs):
        model.train()
        total, count = 0.0, 0
        for x, y in _batches(train, shuffle=True):
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch
            optimizer.step()
            total, count = total + loss.item() * len(y), count + len(y)
        val_loss, val_accuracy = _validated(model, val)
        history["train_loss"].append(total / count)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
        if val_accuracy > best:
            best = val_accuracy
            torch.save(model.state_dict(), checkpoint)
    model.load_state_dict(torch.load(checkpoint, weights_only=True))
    return best, history
