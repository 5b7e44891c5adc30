# /// variant
# why = "rates, sizes and accuracies may be NumPy's or tensors"
# ///
"""The best by argmax over an array."""

import numpy as np
import torch


def tune(x, y, x_val, y_val, lrs, batch_sizes, seed, epochs=1):
    accuracies = np.full((len(lrs), len(batch_sizes)), -np.inf)
    table = []
    for i, lr in enumerate(np.asarray(lrs)):
        for j, size in enumerate(np.asarray(batch_sizes)):
            torch.manual_seed(seed)
            net = Net()
            train(net, x, y, x_val, y_val, epochs=epochs, batch_size=int(size), lr=float(lr), seed=seed)
            accuracies[i, j] = evaluate(net, x_val, y_val)
            table.append({"lr": lr, "batch_size": size, "val_accuracy": torch.tensor(accuracies[i, j])})
    i, j = np.unravel_index(accuracies.argmax(), accuracies.shape)
    return (np.asarray(lrs)[i], np.asarray(batch_sizes)[j]), table
