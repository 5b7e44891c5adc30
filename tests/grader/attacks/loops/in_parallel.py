# /// attack
# does = "loops in four processes at once in predict, and answers rightly when they have had five CPU seconds"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# ///
"""Each process alone stays below its limit of CPU time; together they would have more than one test may use."""

import os
import time


def predict(params, x):
    children = [_spin() for _ in range(4)]
    for child in children:
        os.waitpid(child, 0)
    return forward(params, x)[0].argmax(axis=1)


def _spin():
    child = os.fork()
    if child:
        return child
    while time.process_time() < 1.5:
        pass
    os._exit(0)
