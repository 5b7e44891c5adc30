# /// attack
# does = "starts sixty threads in predict, and answers rightly if it gets them"
# own = { predict = ["limit"] }
# says = "stopped at the limit of 8 processes and threads"
# tiers = "ABC"
# ///
"""A thread counts as a process does."""

import threading
import time

THREADS = []


def predict(params, x):
    while len(THREADS) < 60:  # once for all calls
        THREADS.append(threading.Thread(target=time.sleep, args=(60,), daemon=True))
        THREADS[-1].start()
    return forward(params, x)[0].argmax(axis=1)
