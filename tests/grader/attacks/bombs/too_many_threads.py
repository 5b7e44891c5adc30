# /// attack
# does = "starts sixty threads in predict, has them for half a second, and answers rightly if it could"
# own = { predict = ["limit"] }
# says = "stopped at the limit of 8 processes and threads"
# ///
"""A thread counts as a process does. Where the kernel counts a user's as a whole they are looked at now and again."""

import threading
import time

THREADS = []


def predict(params, x):
    while len(THREADS) < 60:  # once for all calls
        THREADS.append(threading.Thread(target=time.sleep, args=(60,), daemon=True))
        THREADS[-1].start()
        if len(THREADS) == 60:
            time.sleep(0.5)
    return forward(params, x)[0].argmax(axis=1)
