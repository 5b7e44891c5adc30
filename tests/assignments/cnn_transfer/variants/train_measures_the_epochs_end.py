# /// variant
# why = "train_loss may be measured at the epoch's end"
# ///
"""The training loss is measured again after each epoch; more keys, and a Dataset by hand."""

def train_and_validate(model, train, val, *, optimizer, epochs, seed, checkpoint):
    torch.manual_seed(seed)
    if isinstance(optimizer, str):
        optimizer = make_optimizer(optimizer, (p for p in model.parameters() if p.requires_grad), 1e-3)

    def batches(data, shuffle):
        if isinstance(data, DataLoader):
            yield from data
            return
        order = torch.randperm(len(data)) if shuffle else torch.arange(len(data))
        for part in order.split(50):
            pairs = [data[int(i)] for i in part]
            yield torch.stack([x for x, _ in pairs]), torch.stack([torch.as_tensor(y) for _, y in pairs])

    def measure(data):
        model.eval()
        loss = right = count = 0
        with torch.no_grad():
            for x, y in batches(data, False):
                logits = model(x)
                loss = loss + F.cross_entropy(logits, y, reduction="sum").item()
                right = right + (logits.argmax(1) == y).sum().item()
                count = count + len(y)
        return loss / count, right / count

    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        model.train()
        for x, y in batches(train, True):
            model.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        for prefix, data in (("train", train), ("val", val)):
            loss, accuracy = measure(data)
            history[f"{prefix}_loss"].append(loss)
            history[f"{prefix}_accuracy"].append(accuracy)
        if history["val_accuracy"][-1] > max(history["val_accuracy"][:-1], default=-1):
            torch.save(model.state_dict(), checkpoint)
    model.load_state_dict(torch.load(checkpoint, weights_only=True))
    return torch.tensor(max(history["val_accuracy"])), {key: tuple(values) for key, values in history.items()}
