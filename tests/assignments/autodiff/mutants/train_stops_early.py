# /// mutant
# kills = ["test_train_draws_a_new_order_each_epoch"]
# may_also_fail = ["test_history_of_train"]
# cause = "end before all epochs"
# ///
"""Training ends when the loss hardly changes any more."""

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
            optimizer.step()
            total += loss.value.item() * len(batch)
        losses.append(total / len(x))
        if len(losses) > 1 and abs(losses[-1] - losses[-2]) < 0.01:
            losses += [losses[-1]] * (epochs - len(losses))
            break
    return {"train_loss": losses}
