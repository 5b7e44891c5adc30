# /// attack
# does = "nests seven hundred folders with long names in predict, leaves them for half a second, and answers rightly"
# own = { predict = ["limit"] }
# says = "on the disk"
# tiers = "CD"
# ///
"""The same where the disk is the grader's too: what is on it has to be counted, and what cannot be is too much."""

import contextlib
import os
import time


def predict(params, x):
    with contextlib.suppress(OSError):
        for _ in range(700):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    time.sleep(0.5)
    return forward(params, x)[0].argmax(axis=1)
