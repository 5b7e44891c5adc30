# /// mutant
# kills = ["test_history_of_train"]
# cause = "sum taken where a mean"
# ///
"""The sum over the batches."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    labels = np.asarray(y)
    history = {"train_loss": []}
    for _ in range(epochs):
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss = cross_entropy(model(x[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.value.item()
        history["train_loss"].append(total)
    return history
