# /// attack
# does = "reads an empty pipe without waiting in softmax"
# own = { softmax = ["error"] }
# says = "^raised BlockingIOError"
# tiers = "ABCDE"
# quick = true
# ///
"""The error has the same number, 11, as a fork that is refused for want of processes. Nothing here was at a limit, and
the message must not say so."""

import os


def softmax(logits):
    end, _ = os.pipe()
    os.set_blocking(end, False)
    return os.read(end, 1)
