# /// mutant
# kills = ["test_train_is_pure"]
# may_also_fail = ["test_compare_activations_gives_two_histories"]
# cause = "in-place"
# ///
"""The caller's images and labels are put into another order."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    labels = np.asarray(y)
    history = {"train_loss": []}
    for _ in range(epochs):
        order = rng.permutation(len(x))
        x[:], labels[:] = x[order], labels[order]
        order = np.arange(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss = cross_entropy(model(x[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.value.item() * len(batch)
        history["train_loss"].append(total / len(x))
    return history
