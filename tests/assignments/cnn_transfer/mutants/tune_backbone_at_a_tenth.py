# /// mutant
# kills = ["test_fine_tuning_uses_seed_and_rate"]
# cause = "rate 0.0001"
# ///
"""The backbone has a tenth of the rate."""

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
    head = list(model.fc.parameters())
    backbone = [value for name, value in model.named_parameters() if value.requires_grad and not name.startswith("fc.")]
    optimizer = make_optimizer("adam", [{"params": backbone, "lr": lr / 10}, {"params": head}], lr)
    best, history = train_and_validate(
        model, train, val, optimizer=optimizer, epochs=epochs, seed=seed, checkpoint=checkpoint
    )
    return model, best, history
