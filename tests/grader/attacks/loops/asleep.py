# /// attack
# does = "sleeps for an hour in predict"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# tiers = "ABCDE"
# ///
"""It uses no CPU time at all; the limit on waiting ends it."""

import time


def predict(params, x):
    time.sleep(3600)
