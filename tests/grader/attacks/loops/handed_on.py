# /// attack
# does = "hands its loop in predict on to a child before its own CPU time is used up, for ten seconds in all"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# ///
"""The kernel counts CPU time for each process alone, so a chain of processes has none to run out of. It answers
rightly if it gets ten seconds; its time is counted for all of them together, and waiting for it is limited anyhow."""

import os
import time


def predict(params, x):
    for _ in range(10):
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            continue
        while time.process_time() < 1:
            pass
        os._exit(0)
    return forward(params, x)[0].argmax(axis=1)
