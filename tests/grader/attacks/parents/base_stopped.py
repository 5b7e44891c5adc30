# /// attack
# does = "stops the process that every test is forked from and lets it go on, over and over, and answers rightly"
# own = {}
# quick = true
# ///
"""The base stands still whenever it is not forked, and is asked anew each time: what state a test has left it in
does not matter."""

import contextlib
import os
import signal

BASE = os.getpid()


def softmax(logits):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        for _ in range(20):
            os.kill(BASE, signal.SIGCONT)
            os.kill(BASE, signal.SIGSTOP)
        os.kill(BASE, signal.SIGCONT)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
