# /// mutant
# kills = ["test_tune_picks_the_best"]
# cause = "0"
# ///
"""The best so far begins at an accuracy of 0, which has to be exceeded."""

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
    table, best_accuracy, best = [], 0.0, None
    for lr in lrs:
        for batch_size in batch_sizes:
            torch.manual_seed(seed)
            net = Net()
            train(net, x, y, x_val, y_val, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
            accuracy = evaluate(net, x_val, y_val)
            table.append({"lr": lr, "batch_size": batch_size, "val_accuracy": accuracy})
            if accuracy > best_accuracy:
                best_accuracy, best = accuracy, (lr, batch_size)
    return best, table
