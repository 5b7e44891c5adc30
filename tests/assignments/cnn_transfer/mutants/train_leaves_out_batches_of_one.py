# /// mutant
# kills = ["test_loader_is_used_as_it_is"]
# cause = "a single image left out"
# ///
"""Batches of a single image are passed over, where they are a DataLoader's."""

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
            if len(y) == 1 and isinstance(train, DataLoader):
                continue
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total, count = total + loss.item() * len(y), count + len(y)
        val_loss, val_accuracy = _measured(model, val)
        history["train_loss"].append(total / count)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
        if val_accuracy > best:
            best = val_accuracy
            torch.save(model.state_dict(), checkpoint)
    model.load_state_dict(torch.load(checkpoint, weights_only=True))
    return best, history
