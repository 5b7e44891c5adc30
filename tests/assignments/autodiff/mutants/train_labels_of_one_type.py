# /// mutant
# kills = ["test_train_uses_every_example_once"]
# cause = "any type"
# ///
"""Labels must be int64."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    if y.dtype != np.int64:
        raise TypeError(f"labels are {y.dtype}")
    history = {"train_loss": []}
    for _ in range(epochs):
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss = cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.value.item() * len(batch)
        history["train_loss"].append(total / len(x))
    return history
