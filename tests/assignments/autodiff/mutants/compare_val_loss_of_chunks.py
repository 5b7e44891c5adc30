# /// mutant
# kills = ["test_compare_activations_measures"]
# cause = "counts the same"
# ///
"""Validation loss is the mean of the means of chunks of 32."""

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
            chunks = [slice(start, start + 32) for start in range(0, len(x_val), 32)]
            means = [cross_entropy(model(x_val[chunk]), labels_val[chunk]).value.item() for chunk in chunks]
            history["val_loss"].append(float(np.mean(means)))
            history["val_accuracy"].append(float(np.mean(logits.value.argmax(axis=1) == labels_val)))
        histories[activation] = history
    return histories
