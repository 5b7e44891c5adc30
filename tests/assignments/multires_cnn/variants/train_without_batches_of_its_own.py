# /// variant
# why = "batches need not come from ResolutionBatches, as long as they are as those"
# ///
"""Batches as numbers of images, dealt by torch's global generator after seeding; the rate set by hand; arrays."""

import numpy as np
import torch


def train(net, groups, val_groups=None, *, epochs, batch_size, lr, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(net.parameters())
    criterion = torch.nn.CrossEntropyLoss()
    total = epochs * sum(-(-len(y) // batch_size) for _, y in groups.values())
    step, history = 0, {"train_loss": np.zeros(epochs)}
    if val_groups:
        history |= {"val_loss": np.zeros(epochs), "val_accuracy": np.zeros(epochs)}
    for epoch in range(epochs):
        queues = {s: list(torch.randperm(len(y)).split(batch_size)) for s, (_, y) in groups.items()}
        losses = []
        net.train(True)
        while queues:
            # whose turn it is: who has most of its batches left
            share = {s: len(queue) / -(-len(groups[s][1]) // batch_size) for s, queue in queues.items()}
            size = max(share, key=share.get)
            part = queues[size].pop()
            if not queues[size]:
                del queues[size]
            for group in optimizer.param_groups:
                group["lr"] = lr * (1 - step / total)
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(net(groups[size][0][part]), groups[size][1][part])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            step += 1
        history["train_loss"][epoch] = np.mean(losses)
        if val_groups:
            net.eval()
            with torch.inference_mode():
                logits = [net(part) for x, _ in val_groups.values() for part in x.split(100)]
            logits, labels = torch.cat(logits), torch.cat([y for _, y in val_groups.values()])
            history["val_loss"][epoch] = criterion(logits, labels)
            history["val_accuracy"][epoch] = (logits.argmax(-1) == labels).float().mean()
    return history
