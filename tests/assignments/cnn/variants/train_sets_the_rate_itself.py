# /// variant
# why = "the rate can be set by hand"
# ///
"""param_groups, nll_loss of a log-softmax, and the global generator; more keys in the history."""

import torch
from torch.nn import functional as F


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    torch.manual_seed(seed)
    generator = torch.default_generator
    optimizer = torch.optim.Adam(net.parameters())
    starts = range(0, len(x), batch_size)
    history = {key: [] for key in ("train_loss", "val_loss", "val_accuracy", "lr")}
    t, total = 0, epochs * len(starts)
    for epoch in range(epochs):
        net.train(True)
        order, losses = torch.randperm(len(x)), []
        for start in starts:
            chosen = order[start : start + batch_size]
            for group in optimizer.param_groups:
                group["lr"] = lr * (total - t) / total
            images = x[chosen]
            if augment:
                images = augment(images, generator)
            net.zero_grad()
            loss = F.nll_loss(F.log_softmax(net(images), 1), y[chosen])
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
            t += 1
        net.train(False)
        with torch.no_grad():
            output = net(x_val)
        history["train_loss"].append(sum(losses) / len(losses))
        history["val_loss"].append(float(F.cross_entropy(output, y_val)))
        history["val_accuracy"].append(evaluate(net, x_val, y_val))
        history["lr"].append(lr * (total - t) / total)
    return history
