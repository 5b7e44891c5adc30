# /// attack
# does = "starts sixty processes in predict, and answers rightly if it gets them"
# own = { predict = ["limit"] }
# says = "stopped at the limit of 8 processes and threads"
# ///
"""Someone who parallelises by the number of examples does so. What the message must say is the limit, not Errno 11."""

import os
import time

CHILDREN = []


def predict(params, x):
    while len(CHILDREN) < 60:  # once for all calls
        CHILDREN.append(os.fork())
        if CHILDREN[-1] == 0:
            time.sleep(60)
            os._exit(0)
    return forward(params, x)[0].argmax(axis=1)
