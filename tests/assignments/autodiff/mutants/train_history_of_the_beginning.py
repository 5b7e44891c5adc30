# /// mutant
# kills = ["test_history_of_train"]
# cause = "beginning"
# ///
"""The loss is measured before each epoch."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    labels = np.asarray(y)
    losses = []
    for _ in range(epochs):
        losses.append(cross_entropy(model(x), labels).value.item())
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            optimizer.zero_grad()
            loss = cross_entropy(model(x[batch]), labels[batch])
            loss.backward()
            optimizer.step()
    return {"train_loss": losses}
