# /// attack
# does = "locks its memory, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Operation not permitted|Cannot allocate"
# ///
"""Locked memory cannot be moved out by a machine that runs short of it."""

import ctypes
import os


def softmax(logits):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mlockall(3) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
