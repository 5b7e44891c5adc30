# /// attack
# does = "moves the position in a file that it opened when it was loaded, and answers wrongly if another test sees it"
# own = {}
# ///
"""Processes that inherit a descriptor share its position, also where the file can only be read."""

import os

FILE = os.open(np.__file__, os.O_RDONLY)
MOVED = []


def softmax(logits):
    seen = os.lseek(FILE, 0, os.SEEK_CUR) != 0 and not MOVED
    MOVED.append(os.lseek(FILE, 7, os.SEEK_SET))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)
