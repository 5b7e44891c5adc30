# /// attack
# does = "leaves processes in predict that have its parent for their own (CLONE_PARENT), and answers rightly"
# own = {}
# ///
"""They are nobody's descendants but the supervisor's, which never started them."""

import ctypes
import functools
import os
import signal
import time

CLONE = 56 if os.uname().machine == "x86_64" else 220
CLONE_PARENT = 0x8000


@functools.cache
def _clone():
    libc = ctypes.CDLL(None)
    for flags in (CLONE_PARENT | signal.SIGCHLD, CLONE_PARENT, 0):
        if libc.syscall(CLONE, flags, None, None, None, None) == 0:
            time.sleep(3600)


def predict(params, x):
    _clone()
    return forward(params, x)[0].argmax(axis=1)
