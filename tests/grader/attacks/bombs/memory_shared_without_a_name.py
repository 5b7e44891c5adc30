# /// attack
# does = "maps shared anonymous memory in softmax, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Operation not permitted"
# ///
"""It belongs to no process, so that no limit of a process counts it."""

import mmap


def softmax(logits):
    mmap.mmap(-1, 1 << 30)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
