# /// mutant
# kills = ["test_train_is_adam_at_a_falling_rate"]
# cause = "trained before"
# ///
"""A second run goes on with the moments of the first one."""

def train(
    net: nn.Module,
    x: Tensor,
    y: Tensor,
    x_val: Tensor,
    y_val: Tensor,
    *,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int,
    augment: Augment | None = None,
) -> History:
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)  # for layers that draw, such as dropout
    if not hasattr(net, "_adam"):
        object.__setattr__(net, "_adam", torch.optim.Adam(net.parameters(), lr=lr))
    optimizer = net._adam
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"] = lr
    updates = epochs * -(-len(x) // batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / updates)
    history: History = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        net.train()
        total = 0.0
        order = torch.randperm(len(x), generator=generator)
        for batch in torch.split(order, batch_size):
            images = x[batch] if augment is None else augment(x[batch], generator)
            loss = F.cross_entropy(net(images), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        logits = _logits(net, x_val)
        history["train_loss"].append(total / len(x))
        history["val_loss"].append(F.cross_entropy(logits, y_val).item())
        history["val_accuracy"].append(_accuracy(logits, y_val))
    return history
