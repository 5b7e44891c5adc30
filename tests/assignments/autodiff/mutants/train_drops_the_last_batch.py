# /// mutant
# kills = ["test_train_uses_every_example_once"]
# may_also_fail = [
#     "test_history_of_train",
#     "test_train_draws_a_new_order_each_epoch",
#     "test_train_is_gradient_descent",
# ]
# cause = "last, shorter batch"
# ///
"""A batch that is not full is left out."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    labels = np.asarray(y)
    history = {"train_loss": []}
    for _ in range(epochs):
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            loss = cross_entropy(model(x[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.value.item() * len(batch)
        history["train_loss"].append(total / len(x))
    return history
