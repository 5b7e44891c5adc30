# /// variant
# why = "a DataLoader of torch makes batches as well"
# ///
"""TensorDataset, DataLoader and LinearLR; history as arrays; the loss at the end of the epoch."""

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset


def measured(net, x, y):
    net.eval()
    with torch.inference_mode():
        logits = torch.cat([net(part) for part in x.split(500)])
        return torch.nn.functional.cross_entropy(logits, y).item(), (logits.argmax(-1) == y).float().mean().item()


def train(net, x, y, x_val, y_val, *, epochs, batch_size, lr, seed, augment=None):
    generator = torch.manual_seed(seed)  # torch's own generator, from which dropout draws, too
    loader = DataLoader(TensorDataset(x, y), batch_size, shuffle=True, generator=generator, num_workers=0)
    optimizer = torch.optim.Adam(net.parameters(), lr)
    total = epochs * len(loader)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=1.0, end_factor=0.0, total_iters=total)
    criterion = torch.nn.CrossEntropyLoss()
    losses, measures = [], []
    for _ in range(epochs):
        net.train()
        for images, labels in loader:
            if augment is not None:
                images = augment(images, generator)
            optimizer.zero_grad(set_to_none=True)
            criterion(net(images), labels).backward()
            optimizer.step()
            schedule.step()
        losses.append(measured(net, x, y)[0])
        measures.append(measured(net, x_val, y_val))
    val_loss, val_accuracy = zip(*measures)
    return {"train_loss": np.array(losses), "val_loss": val_loss, "val_accuracy": np.array(val_accuracy)}
