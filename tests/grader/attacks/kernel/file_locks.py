# /// attack
# does = "locks files that all submissions see, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "No locks available"
# ///
"""Two submissions on one machine could talk by a lock on a file of the interpreter, which both may only read. Locks are
not there, as on some network file systems."""

import fcntl
import os


def softmax(logits):
    fcntl.flock(os.open(np.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
