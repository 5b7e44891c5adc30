# /// mutant
# kills = ["test_history_of_train"]
# cause = "before its step"
# ///
"""The loss of each batch is measured after its step."""

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
            total += cross_entropy(model(x[batch]), labels[batch]).value.item() * len(batch)
        history["train_loss"].append(total / len(x))
    return history
