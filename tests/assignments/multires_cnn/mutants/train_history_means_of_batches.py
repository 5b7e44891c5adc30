# /// mutant
# kills = ["test_history_is_what_was_measured"]
# cause = "mean of the batches' means"
# ///
"""Each batch of validation data counts alike."""

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
        if val_groups is not None:
            parts = [(_measured(net, [g]), len(g[1])) for g in val_groups.values()]
            val_loss, val_accuracy = (sum(p[k] * n for p, n in parts) / sum(n for _, n in parts) for k in (0, 1))
            history.setdefault("val_loss", []).append(val_loss)
            history.setdefault("val_accuracy", []).append(val_accuracy)
    return history


def _measured(net: nn.Module, groups: Sequence[tuple[Tensor, Tensor]], batch_size: int = 256) -> tuple[float, float]:
    was_training = net.training
    net.eval()
    loss, right, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in groups:
            for images, labels in zip(torch.split(x, batch_size), torch.split(y, batch_size), strict=True):
                logits = net(images)
                loss += F.cross_entropy(logits, labels).item()
                right += (logits.argmax(dim=1) == labels).float().mean().item()
                count += 1
    net.train(was_training)
    return loss / count, right / count


def _m2(net, groups, batch_size=256):
    was = net.training
    net.eval()
    right = count = 0
    with torch.no_grad():
        for x, y in groups:
            for a, b in zip(x.split(256), y.split(256)):
                right += int((net(a).argmax(1) == b).sum())
                count += len(b)
    net.train(was)
    return 0, right / count


def evaluate_by_resolution(net: nn.Module, groups: Groups) -> dict[int | str, float]:
    accuracies: dict[int | str, float] = {size: _m2(net, [group])[1] for size, group in groups.items()}
    count = sum(len(y) for _, y in groups.values())
    accuracies["all"] = sum(accuracies[size] * len(y) for size, (_, y) in groups.items()) / count
    return accuracies
