# /// mutant
# kills = ["test_train_draws_a_new_order_each_epoch"]
# cause = "more than one epoch"
# ///
"""Every second epoch has the order of the one before it."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    labels = np.asarray(y)
    losses = []
    for epoch in range(epochs):
        order, total = order if epoch % 2 else rng.permutation(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            optimizer.zero_grad()
            loss = cross_entropy(model(x[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            total += loss.value.item() * len(batch)
        losses.append(total / len(x))
    return {"train_loss": losses}
