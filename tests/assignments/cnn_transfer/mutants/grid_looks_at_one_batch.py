# /// mutant
# kills = ["test_grid_names_the_best"]
# cause = "largest label"
# ///
"""The largest label of the first batch."""

def run_grid(
    train: Examples,
    val: Examples,
    activations: Sequence[Activation],
    inits: Sequence[Scheme],
    optimizers: Sequence[OptimizerName],
    epochs: int,
    seed: int,
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    num_classes = 1 + int(next(iter(_batches(train, shuffle=False)))[1].max())
    table = []
    with tempfile.TemporaryDirectory() as folder:
        for activation, init, optimizer in product(activations, inits, optimizers):
            torch.manual_seed(seed)
            model = CNN(num_classes, activation=activation, init=init)
            accuracy, _ = train_and_validate(
                model, train, val, optimizer=optimizer, epochs=epochs, seed=seed, checkpoint=Path(folder) / "best.pt"
            )
            table.append({"activation": activation, "init": init, "optimizer": optimizer, "accuracy": accuracy})
    best = max(table, key=lambda row: float(row["accuracy"]))
    return table, {name: str(best[name]) for name in ("activation", "init", "optimizer")}
