# /// mutant
# kills = ["test_history_of_train"]
# may_also_fail = ["test_history_of_train_on_mnist"]
# cause = "batch_size"
# ///
"""Each batch's mean is multiplied by batch_size, the short one's as well."""

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
            total += loss.value.item() * batch_size
        history["train_loss"].append(total / len(x))
    return history
