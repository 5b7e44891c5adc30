# /// mutant
# kills = ["test_tune_picks_the_best"]
# cause = "highest val_accuracy"
# ///
"""The best of the rows with the first batch size."""

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
    table = []
    for lr in lrs:
        for batch_size in batch_sizes:
            torch.manual_seed(seed)
            net = Net()
            train(net, x, y, x_val, y_val, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
            table.append({"lr": lr, "batch_size": batch_size, "val_accuracy": evaluate(net, x_val, y_val)})
    best = max(table[:: len(batch_sizes)], key=lambda row: row["val_accuracy"])
    return (best["lr"], int(best["batch_size"])), table
