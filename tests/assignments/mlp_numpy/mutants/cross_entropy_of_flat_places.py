# /// mutant
# kills = ["test_cross_entropy_takes_labels_in_any_container"]
# cause = "index"
# ///
"""Places in the flattened logits are computed in the labels' type."""

import numpy as np


def cross_entropy(logits, targets):
    labels = np.asarray(targets)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    places = labels + np.arange(len(labels), dtype=labels.dtype) * labels.dtype.type(logits.shape[1])
    return float(np.mean(log_sums - shifted.reshape(-1)[places]))
