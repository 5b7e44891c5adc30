# /// variant
# why = "train_loss may be measured at the epoch's end"
# ///
"""Orders of all epochs are drawn in advance; the loss is measured when an epoch is over."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    orders = [rng.choice(len(x), size=len(x), replace=False) for _ in range(epochs)]
    losses = []
    for order in orders:
        xs, ys = x[order], np.asarray(y)[order]
        for xb, yb in zip(
            np.split(xs, range(batch_size, len(xs), batch_size)), np.split(ys, range(batch_size, len(ys), batch_size))
        ):
            cross_entropy(model(xb), yb).backward()
            optimizer.step()
            optimizer.zero_grad()
        losses.append(np.float32(cross_entropy(model(x), y).value))
    return {"train_loss": tuple(losses)}
