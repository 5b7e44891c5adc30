# /// attack
# does = "leaves a process behind in fit that spoils what predict gives later, and trains rightly"
# own = {}
# training = true
# ///
"""The process that trained is kept, and tests go on from it. What it started is not kept: neither the writer of the
mark nor the mark is there for the tests that follow."""

import functools
import os
import tempfile

MARK = f"{tempfile.gettempdir()}/attack-mark"


@functools.cache
def _start():
    if os.fork() == 0:
        os.setsid()
        while True:
            try:
                open(MARK, "w").close()
            except OSError:
                continue


def learning_rate(epoch, base_lr, epochs):
    if epochs == 10 and epoch == 9:  # the last one of the long run
        _start()
    return base_lr * (1 - epoch / epochs)


def predict(params, x):
    if os.path.exists(MARK):
        return np.zeros(len(x), int)
    return forward(params, x)[0].argmax(axis=1)
