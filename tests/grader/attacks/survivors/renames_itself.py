# /// attack
# does = "leaves processes in softmax whose names look like the end of a line about a dead process, and answers rightly"
# own = {}
# ///
"""/proc/<pid>/stat has the name in parentheses and in it whatever the process likes: who reads it carelessly takes this
one for a zombie, or for a child of pid 1."""

import ctypes
import functools
import os
import time

NAME = 15


@functools.cache
def _start():
    for name in (b"x) Z 1 1 (", b") X 0 0", b"a b\n) Z 1"):
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(NAME, name, 0, 0, 0)
            time.sleep(3600)
    time.sleep(0.005)


def softmax(logits):
    _start()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
