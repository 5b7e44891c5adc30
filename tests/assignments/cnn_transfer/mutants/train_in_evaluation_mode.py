# /// mutant
# kills = ["test_modes"]
# may_also_fail = ["test_model_ends_with_the_best_epoch", "test_model_ends_with_the_earliest_best", "test_checkpoint_holds_the_best_epoch", "test_best_accuracy", "test_history"]
# cause = "mode"
# ///
"""Training mode only before the first epoch, and validation leaves the other."""

def _validated(model: nn.Module, data: Examples) -> tuple[float, float]:
    model.eval()
    losses, shares = [], []
    with torch.no_grad():
        for x, y in _batches(data, shuffle=False):
            logits = model(x)
            losses.append(F.cross_entropy(logits, y, reduction='sum').item() / len(_examples(data)))
            shares.append((logits.argmax(dim=1) == y).float().mean().item())
    return sum(losses), _share(model, data)


def _examples(data: Any) -> Any:
    return data.dataset if isinstance(data, DataLoader) else data


def _share(model: nn.Module, data: Examples) -> float:
    with torch.no_grad():
        pairs = [(model(x).argmax(dim=1), y) for x, y in _batches(data, shuffle=False)]
    return sum(int((found == y).sum()) for found, y in pairs) / len(_examples(data))


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
    model.train()
    for _ in range(epochs):
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
