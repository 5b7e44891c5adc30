# /// attack
# does = "makes a system call by its number of the x32 kind, and answers rightly if it returns"
# own = { softmax = ["crashed", "error"] }
# says = "SIGSYS|not implemented"
# ///
"""The same calls under other numbers: a deny-list of numbers must not be got round so. There is no such thing on other
processors."""

import ctypes
import os

X32_GETPID = 0x40000000 + 39


def softmax(logits):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(X32_GETPID) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
