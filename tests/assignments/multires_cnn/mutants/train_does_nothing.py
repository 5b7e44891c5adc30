# /// mutant
# kills = ["test_train_is_adam_at_a_falling_rate", "test_train_leaves_the_data"]
# may_also_fail = [
#     "test_accuracy_on_mnist",
#     "test_history_without_validation_data",
#     "test_train_depends_on_the_seed",
#     "test_train_changes_modes",
#     "test_train_mixes_resolutions",
#     "test_train_uses_every_image_once",
# ]
# cause = "does not change"
# ///
"""No update."""

def train(
    net: nn.Module,
    groups: Groups,
    val_groups: Groups | None = None,
    *,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int,
) -> History:
    torch.manual_seed(seed)  # for layers that draw, such as dropout
    batches = ResolutionBatches(groups, batch_size, torch.Generator().manual_seed(seed))
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    updates = epochs * sum(-(-len(y) // batch_size) for _, y in groups.values())
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / updates)
    count = sum(len(y) for _, y in groups.values())
    history: History = {"train_loss": []}
    for _ in range(epochs):
        net.train()
        total = 0.0
        for x, y in batches:
            loss = F.cross_entropy(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(y)
        history["train_loss"].append(total / count)
        if val_groups is not None:
            val_loss, val_accuracy = _measured(net, list(val_groups.values()))
            history.setdefault("val_loss", []).append(val_loss)
            history.setdefault("val_accuracy", []).append(val_accuracy)
    return history
