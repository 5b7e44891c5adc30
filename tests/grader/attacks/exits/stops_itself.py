# /// attack
# does = "stops itself with SIGSTOP in predict"
# own = { predict = ["timeout"] }
# says = "time limit"
# tiers = "ABCDE"
# ///
"""A stopped process uses no CPU time and ignores all but two signals. The limit on waiting ends it."""

import os
import signal


def predict(params, x):
    os.kill(os.getpid(), signal.SIGSTOP)
    return forward(params, x)[0].argmax(axis=1)
