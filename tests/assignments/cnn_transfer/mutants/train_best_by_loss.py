# /// mutant
# kills = ["test_model_ends_with_the_best_epoch"]
# may_also_fail = [
#     "test_best_accuracy",
#     "test_checkpoint_holds_the_best_epoch",
#     "test_model_ends_with_the_earliest_best",
#     "test_updates_are_the_optimizers",
# ]
# cause = "loss that is compared"
# ///
"""The epoch with the lowest loss."""

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
    lowest = float('inf')
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
        if val_loss < lowest:
            lowest, best = val_loss, val_accuracy
            torch.save(model.state_dict(), checkpoint)
    model.load_state_dict(torch.load(checkpoint, weights_only=True))
    return best, history
