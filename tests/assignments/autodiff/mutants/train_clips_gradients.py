# /// mutant
# kills = ["test_train_is_gradient_descent"]
# may_also_fail = ["test_history_of_train"]
# cause = "clipped"
# ///
"""Gradients are clipped to a length of 1."""

import numpy as np


def train(model, x, y, rng, epochs, batch_size, optimizer):
    labels = np.asarray(y)
    losses = []
    for _ in range(epochs):
        order, total = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            optimizer.zero_grad()
            loss = cross_entropy(model(x[batch]), labels[batch])
            loss.backward()
            for parameter in model.parameters():
                parameter.grad = parameter.grad / max(1.0, np.linalg.norm(parameter.grad))
            optimizer.step()
            total += loss.value.item() * len(batch)
        losses.append(total / len(x))
    return {"train_loss": losses}
