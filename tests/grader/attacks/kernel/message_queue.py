# /// attack
# does = "makes a POSIX message queue, and answers rightly if it can"
# own = { softmax = ["error", "limit"] }
# says = "Too many open files|open files|not permitted|No space"
# ///
"""It has a name of its own kind, which lies in no folder and outlives its maker. There is no room for one."""

import ctypes
import os


def softmax(logits):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mq_open(b"/attack", os.O_CREAT | os.O_RDWR, 0o600, None) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
