# /// attack
# does = "calls os._exit(0) in softmax"
# own = { softmax = ["crashed"] }
# says = "exit status 0"
# tiers = "ABCDE"
# quick = true
# ///
"""An exit status of 0 is what success looks like to a harness that runs submissions in its own process. Here it is
the end of one test's process, and no answer."""

import os


def softmax(logits):
    os._exit(0)
