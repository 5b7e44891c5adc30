# /// attack
# does = "traces the process that it was forked from, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Operation not permitted"
# ///
"""A tracer reads and writes everything of another process."""

import ctypes
import os

ATTACH = 16
BASE = os.getpid()


def softmax(logits):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(ATTACH, BASE, None, None) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
