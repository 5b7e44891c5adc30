# /// mutant
# kills = ["test_cross_entropy_is_the_mean"]
# may_also_fail = [
#     "test_gradient_of_the_cross_entropy",
#     "test_cross_entropy_of_large_logits",
#     "test_cross_entropy_takes_labels_in_any_container",
# ]
# cause = "mean"
# ///
"""One loss an example."""

import numpy as np


def cross_entropy(logits, targets):
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    of_targets = Multiply.apply(LogSoftmax.apply(logits), Node(one_hot))
    return of_targets.sum(axis=1) * -1.0
