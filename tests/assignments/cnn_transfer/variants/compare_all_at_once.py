# /// variant
# why = "how a model is measured is free"
# ///
"""All logits of a model in one tensor; numbers as tensors and NumPy scalars."""

import numpy as np


def compare_models(models, test):
    loader = test if isinstance(test, DataLoader) else DataLoader(test, batch_size=len(test))
    rows = ()
    for name in models:
        net, seconds = models[name]
        mode = net.training
        with torch.inference_mode():
            net.eval()
            found = [(net(x), y) for x, y in loader]
        net.train(mode)
        logits, y = (torch.cat(parts) for parts in zip(*found))
        count = sum(np.prod(value.shape) for value in net.parameters())
        rows += ({"seconds": seconds, "parameters": count, "model": name, "loss": F.cross_entropy(logits, y), "accuracy": (logits.argmax(-1) == y).float().mean(), "rank": len(rows)},)
    return rows
