# /// variant
# why = "how the combinations are gone through is free"
# ///
"""itertools.product; the last of equal rows; more columns in the table."""

import itertools
import time

import torch


def tune(x, y, x_val, y_val, lrs, batch_sizes, seed, epochs=1):
    table = []
    for batch_size, lr in itertools.product(batch_sizes, lrs):
        torch.manual_seed(seed)
        net, started = Net(), time.perf_counter()
        history = train(net, x, y, x_val, y_val, epochs=epochs, batch_size=batch_size, lr=lr, seed=seed)
        row = {"batch_size": batch_size, "lr": lr, "val_accuracy": history["val_accuracy"][-1]}
        table.append(row | {"seconds": time.perf_counter() - started})
    table.sort(key=lambda row: row["val_accuracy"])
    return [table[-1]["lr"], table[-1]["batch_size"]], tuple(table)
