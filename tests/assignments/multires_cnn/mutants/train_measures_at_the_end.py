# /// mutant
# kills = ["test_train_changes_modes"]
# may_also_fail = ["test_history_is_what_was_measured"]
# cause = "once not in each epoch"
# ///
"""Validation data is measured once, at the end."""

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
            optimizer.step()
            schedule.step()
            total += loss.item() * len(y)
        history["train_loss"].append(total / count)
        if val_groups is not None and len(history["train_loss"]) == epochs:
            val_loss, val_accuracy = _measured(net, list(val_groups.values()))
            history.setdefault("val_loss", []).extend([val_loss] * epochs)
            history.setdefault("val_accuracy", []).extend([val_accuracy] * epochs)
    return history
