# /// mutant
# kills = ["test_history_of_train_on_mnist"]
# may_also_fail = ["test_history_of_train"]
# cause = "train_loss"
# ///
"""The loss of the very first batch is told for all epochs."""

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
            total += loss.value.item() * len(batch)
        history["train_loss"].append(history["train_loss"][0] if history["train_loss"] else total / len(x))
    return history
