# /// mutant
# kills = ["test_compare_activations_measures"]
# cause = "counts the same"
# ///
"""Validation loss is that of the first ten examples."""

import numpy as np


def compare_activations(x, y, x_val, y_val, seed):
    labels, labels_val = np.asarray(y), np.asarray(y_val)
    sizes = (x.shape[1], 64, 32, int(labels.max()) + 1)
    histories = {}
    for activation in ("relu", "sigmoid"):
        rng = np.random.default_rng(seed)
        model = MLP(sizes, rng, activation)
        optimizer = SGD(model.parameters(), lr=0.05, momentum=0.9)
        history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
        for _ in range(8):
            history["train_loss"] += train(model, x, labels, rng, 1, 32, optimizer)["train_loss"]
            logits = model(x_val)
            history["val_loss"].append(cross_entropy(model(x_val[:10]), labels_val[:10]).value.item())
            history["val_accuracy"].append(float(np.mean(logits.value.argmax(axis=1) == labels_val)))
        histories[activation] = history
    return histories
