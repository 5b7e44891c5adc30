# /// attack
# does = "waits in predict for a lock that is never released"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# tiers = "ABCDE"
# ///
"""Waiting for itself: no CPU time, and nothing that a signal handler of Python's could interrupt."""

import threading


def predict(params, x):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
