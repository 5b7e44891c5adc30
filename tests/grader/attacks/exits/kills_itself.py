# /// attack
# does = "sends itself SIGKILL in softmax"
# own = { softmax = ["crashed"] }
# says = "SIGKILL"
# tiers = "ABCDE"
# ///
"""SIGKILL is also what the harness and the kernel's memory killer send. It must not be taken for either of them."""

import os
import signal


def softmax(logits):
    os.kill(os.getpid(), signal.SIGKILL)
