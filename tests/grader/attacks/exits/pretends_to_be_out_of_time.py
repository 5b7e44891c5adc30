# /// attack
# does = "sends itself SIGXCPU in softmax"
# own = { softmax = ["timeout", "crashed"] }
# tiers = "ABCDE"
# ///
"""The signal of the limit on CPU time, sent by the process itself. A lie about the reason costs the same points."""

import os
import signal


def softmax(logits):
    os.kill(os.getpid(), signal.SIGXCPU)
