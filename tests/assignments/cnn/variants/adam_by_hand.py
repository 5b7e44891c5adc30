# /// variant
# why = "Adam is a formula"
# ///
"""Adam's update written out."""

import torch
from torch.nn import functional as F


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    torch.manual_seed(seed)
    draws = torch.Generator()
    draws.manual_seed(seed)
    params = [p for p in net.parameters() if p.requires_grad]
    first, second = ([torch.zeros_like(p) for p in params] for _ in range(2))
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    updates = epochs * ((len(x) + batch_size - 1) // batch_size)
    t = 0
    for _ in range(epochs):
        net.train()
        mean = 0.0
        for batch in torch.randperm(len(x), generator=draws).split(batch_size):
            images = x[batch] if augment is None else augment(x[batch], draws)
            loss = F.cross_entropy(net(images), y[batch])
            grads = torch.autograd.grad(loss, params)
            rate = lr * (1 - t / updates)
            t += 1
            with torch.no_grad():
                for p, g, m, v in zip(params, grads, first, second):
                    m.mul_(0.9).add_(g, alpha=0.1)
                    v.mul_(0.999).addcmul_(g, g, value=0.001)
                    p -= rate * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-8)
            mean += loss.detach() * len(batch) / len(x)
        net.eval()
        with torch.no_grad():
            logits = torch.cat([net(part) for part in x_val.split(512)])
        history["train_loss"].append(mean)
        history["val_loss"].append(F.cross_entropy(logits, y_val))
        history["val_accuracy"].append((logits.argmax(1) == y_val).float().mean())
    return history
