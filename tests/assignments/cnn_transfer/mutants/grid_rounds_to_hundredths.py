# /// mutant
# kills = ["test_grid_tries_every_combination"]
# cause = "rounded"
# ///
"""Accuracies have two decimals."""

def run_grid(
    train: Examples,
    val: Examples,
    activations: Sequence[Activation],
    inits: Sequence[Scheme],
    optimizers: Sequence[OptimizerName],
    epochs: int,
    seed: int,
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    examples: Any = train.dataset if isinstance(train, DataLoader) else train
    num_classes = 1 + max(int(examples[index][1]) for index in range(len(examples)))
    table = []
    with tempfile.TemporaryDirectory() as folder:
        for activation, init, optimizer in product(activations, inits, optimizers):
            torch.manual_seed(seed)
            model = CNN(num_classes, activation=activation, init=init)
            accuracy, _ = train_and_validate(
                model, train, val, optimizer=optimizer, epochs=epochs, seed=seed, checkpoint=Path(folder) / "best.pt"
            )
            table.append({"activation": activation, "init": init, "optimizer": optimizer, "accuracy": round(accuracy, 2)})
    best = max(table, key=lambda row: float(row["accuracy"]))
    return table, {name: str(best[name]) for name in ("activation", "init", "optimizer")}
