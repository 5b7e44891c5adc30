# /// mutant
# kills = ["test_fine_tuning_trains_the_head"]
# cause = "the last epoch's"
# ///
"""The accuracy of the last epoch, and not of the best one."""

def fine_tune(
    train: Examples,
    val: Examples,
    *,
    num_classes: int,
    weights: str | Path | None = None,
    freeze_backbone: bool = False,
    epochs: int = 1,
    lr: float = 1e-3,
    seed: int = 0,
    checkpoint: str | Path,
) -> tuple[nn.Module, float, History]:
    torch.manual_seed(seed)
    model = resnet18_for(num_classes, weights, freeze_backbone)
    optimizer = make_optimizer("adam", _trainable(model), lr)
    best, history = train_and_validate(
        model, train, val, optimizer=optimizer, epochs=epochs, seed=seed, checkpoint=checkpoint
    )
    return model, history["val_accuracy"][-1], history
