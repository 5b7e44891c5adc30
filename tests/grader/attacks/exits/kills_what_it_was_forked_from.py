# /// attack
# does = "kills in softmax the process that every test is forked from, and answers rightly"
# own = {}
# ///
"""The loaded base waits, stopped, under the same user, so it can be killed. It is made anew for the next test: that
costs time, and nobody's points."""

import contextlib
import os
import signal

BASE = os.getpid()


def softmax(logits):
    with contextlib.suppress(ProcessLookupError):  # it is asked more than once in a test
        os.kill(BASE, signal.SIGKILL)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
