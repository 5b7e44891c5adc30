# /// mutant
# kills = ["test_checkpoint_holds_the_best_epoch"]
# cause = "before"
# ///
"""Where checkpoint is a file already, it stays as it is."""

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
        val_loss, val_accuracy = _measured(model, val)
        history["train_loss"].append(total / count)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
        if val_accuracy > best:
            best = val_accuracy
            kept = {name: value.clone() for name, value in model.state_dict().items()}
    if not Path(checkpoint).exists():
        torch.save(kept, checkpoint)
    model.load_state_dict(kept)
    return best, history
