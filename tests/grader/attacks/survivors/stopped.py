# /// attack
# does = "leaves stopped processes and zombies in predict, and answers rightly"
# own = {}
# ///
"""A stopped process looks dead to who waits, and a zombie alive to who counts."""

import functools
import os
import signal


@functools.cache
def _start():
    for _ in range(2):
        if os.fork() == 0:
            os.kill(os.getpid(), signal.SIGSTOP)
        if os.fork() == 0:
            os._exit(0)


def predict(params, x):
    _start()
    return forward(params, x)[0].argmax(axis=1)
