# /// attack
# does = "makes a file in memory (memfd) in softmax, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Operation not permitted"
# ///
"""No limit of a process counts it, and a descriptor could carry it on to the next test."""

import os


def softmax(logits):
    os.memfd_create("held")
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
