# /// variant
# why = "a network may be copied, as long as the one given is trained in the end"
# ///
"""evaluate measures a copy in evaluation mode; train trains a copy, and loads its weights into the network given."""

import copy

import torch
import torch.nn.functional as F


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    torch.manual_seed(seed)
    draws = torch.Generator().manual_seed(seed)
    trained = copy.deepcopy(net).train()
    optimizer = torch.optim.Adam(trained.parameters(), lr)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    total = epochs * ((len(x) + batch_size - 1) // batch_size)
    done = 0
    for _ in range(epochs):
        losses = []
        for batch in torch.randperm(len(x), generator=draws).split(batch_size):
            optimizer.param_groups[0]["lr"] = lr * (1 - done / total)
            images = augment(x[batch], draws) if augment else x[batch]
            loss = F.cross_entropy(trained(images), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            done += 1
        history["train_loss"].append(sum(losses) / len(losses))
        measured = copy.deepcopy(trained).eval()
        with torch.no_grad():
            logits = torch.cat([measured(images) for images in x_val.split(256)])
        history["val_loss"].append(F.cross_entropy(logits, y_val).item())
        history["val_accuracy"].append((logits.argmax(1) == y_val).double().mean().item())
    net.load_state_dict(trained.state_dict())
    return history


def evaluate(net, x, y, batch_size=256):
    measured = copy.deepcopy(net).eval()
    with torch.no_grad():
        hits = [measured(images).argmax(1) == labels for images, labels in zip(x.split(batch_size), y.split(batch_size))]
    return torch.cat(hits).double().mean().item()
