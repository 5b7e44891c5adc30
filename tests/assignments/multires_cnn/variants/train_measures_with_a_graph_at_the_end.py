# /// variant
# why = "train_loss may be measured with a graph: what counts as an update is what is learned from"
# ///
"""The training loss at the end of each epoch, with a graph that nothing is learned from; that of validation data without."""

import torch
from torch.nn import functional as F


def losses_of(net, groups):
    mode = net.training
    net.eval()
    with torch.no_grad():
        found = [(net(x[i : i + 64]), y[i : i + 64]) for x, y in groups.values() for i in range(0, len(y), 64)]
    net.train(mode)
    logits, labels = (torch.cat(parts) for parts in zip(*found))
    return F.cross_entropy(logits, labels), (logits.argmax(1) == labels).double().mean()


def train(net, groups, val_groups=None, *, epochs, batch_size, lr, seed):
    torch.manual_seed(seed)
    generator = torch.Generator()
    generator.manual_seed(seed)
    batches = ResolutionBatches(groups, batch_size, generator)
    optimizer = torch.optim.Adam(net.parameters(), lr)
    total = epochs * sum((len(y) + batch_size - 1) // batch_size for _, y in groups.values())
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, total_iters=total)
    train_loss, val_loss, val_accuracy = (), (), ()
    for _ in range(epochs):
        for x, y in batches:
            net.train()
            optimizer.zero_grad()
            (F.nll_loss(net(x).log_softmax(1), y, reduction="sum") / len(y)).backward()
            optimizer.step()
            schedule.step()
        net.eval()
        parts = [(x[i : i + 64], y[i : i + 64]) for x, y in groups.values() for i in range(0, len(y), 64)]
        losses = [F.cross_entropy(net(x), y, reduction="sum").item() for x, y in parts]
        train_loss += (sum(losses) / sum(len(y) for _, y in parts),)
        if val_groups is not None:
            loss, accuracy = losses_of(net, val_groups)
            val_loss, val_accuracy = (*val_loss, loss.item()), (*val_accuracy, accuracy.item())
    return {"train_loss": train_loss, "val_loss": val_loss, "val_accuracy": val_accuracy}
