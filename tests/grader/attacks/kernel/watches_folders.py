# /// attack
# does = "watches folders that all submissions see (inotify), and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Operation not permitted"
# ///
"""It tells when another submission opens a file, without opening one itself: so much for what the neighbour does."""

import ctypes
import functools
import os


@functools.cache
def _watch():
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    if watch < 0 or libc.inotify_add_watch(watch, os.path.dirname(np.__file__).encode(), 0xFFF) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def softmax(logits):
    _watch()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
