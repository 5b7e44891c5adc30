# /// variant
# why = "an order may be drawn from a seed of its own in each epoch"
# ///
"""seed + epoch; the whole network's zero_grad first; history of tensors; torch's own generator for augment."""

import torch


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam([{"params": [p]} for p in net.parameters()], lr=lr, foreach=False)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": [], "lr": []}
    starts = range(0, len(x), batch_size)
    total, t = epochs * len(starts), 0
    for epoch in range(epochs):
        order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed + epoch))
        met = []
        for start in starts:
            net.train()
            net.zero_grad(set_to_none=False)
            for group in optimizer.param_groups:
                group["lr"] = lr * (total - t) / total
            index = order[start : start + batch_size]
            images = x[index]
            if augment:
                images = augment(images, torch.default_generator)
            loss = torch.nn.functional.nll_loss(net(images).log_softmax(-1), y[index])
            loss.backward()
            optimizer.step()
            met.append(loss)
            t += 1
        net.eval()
        with torch.no_grad():
            log_p = net(x_val).log_softmax(-1)
        history["train_loss"].append(torch.stack(met).mean().detach())
        history["val_loss"].append(-log_p[torch.arange(len(y_val)), y_val].mean())
        history["val_accuracy"].append((log_p.argmax(-1) == y_val).float().mean())
        history["lr"].append(lr)
    return history
