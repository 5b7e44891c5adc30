# /// mutant
# kills = ["test_train_uses_every_example_once"]
# may_also_fail = ["test_history_of_train", "test_train_draws_a_new_order_each_epoch"]
# cause = "last batch"
# ///
"""The short batch's loss is divided by the full size."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    labels = np.asarray(y)
    history = {"train_loss": []}
    for _ in range(epochs):
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss = cross_entropy(model(x[batch]), labels[batch]) * (len(batch) / min(batch_size, len(x)))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.value.item() * len(batch)
        history["train_loss"].append(total / len(x))
    return history
