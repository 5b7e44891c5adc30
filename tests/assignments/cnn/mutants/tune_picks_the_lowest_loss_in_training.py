# /// mutant
# kills = ["test_tune_picks_the_best"]
# cause = "lowest loss"
# ///
"""The pair with the lowest training loss."""

def tune(
    x: Tensor,
    y: Tensor,
    x_val: Tensor,
    y_val: Tensor,
    lrs: Sequence[float],
    batch_sizes: Sequence[int],
    seed: int,
    epochs: int = 1,
) -> tuple[tuple[float, int], list[dict[str, Any]]]:
    table, losses = [], []
    for lr in lrs:
        for batch_size in batch_sizes:
            torch.manual_seed(seed)
            net = Net()
            history = train(net, x, y, x_val, y_val, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
            losses.append(history["train_loss"][-1])
            table.append({"lr": lr, "batch_size": batch_size, "val_accuracy": evaluate(net, x_val, y_val)})
    best = table[losses.index(min(losses))]
    return (best["lr"], int(best["batch_size"])), table
