# /// attack
# does = "closes every descriptor in predict, then sleeps"
# own = { predict = ["crashed"] }
# says = "closed by the submission"
# tiers = "ABCDE"
# ///
"""A harness that waits for the process and not for the connection would wait for ever."""

import os
import time


def predict(params, x):
    os.closerange(0, 1 << 16)
    time.sleep(3600)
