# /// mutant
# kills = ["test_train_is_gradient_descent"]
# cause = "descent"
# ///
"""An optimizer of the same settings is made anew in each call."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    labels = np.asarray(y)
    history = {"train_loss": []}
    optimizer = SGD(optimizer.params, optimizer.lr, optimizer.momentum)
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
        history["train_loss"].append(total / len(x))
    return history
