# /// attack
# does = "makes system calls with numbers that are not given out yet, and answers rightly if one is known"
# own = { softmax = ["failed"] }
# ///
"""A deny-list does not know what a newer kernel brings; what comes after the last known call answers as an older kernel
would."""

import ctypes
import errno


def softmax(logits):
    libc = ctypes.CDLL(None, use_errno=True)
    won = False
    for number in (*range(463, 600), 0x20000000, 0x3FFFFFFF):
        ctypes.set_errno(0)
        won = won or libc.syscall(number, -1, -1, -1, -1, -1, -1) != -1 or ctypes.get_errno() != errno.ENOSYS
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
