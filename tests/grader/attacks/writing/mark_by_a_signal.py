# /// attack
# does = "wakes the process that tests are forked from and has it read a mark, and answers wrongly if a test sees that"
# own = {}
# ///
"""The loaded base has the student's signal handlers. One that runs between two tests could remember something for the
second of them."""

import os
import signal
import tempfile
import time

BASE = os.getpid()
MARK = f"{tempfile.gettempdir()}/attack-mark"
SEEN = []


def _remember(number, frame):
    if os.getpid() == BASE and os.path.exists(MARK):
        SEEN.append(True)


signal.signal(signal.SIGUSR1, _remember)


def softmax(logits):
    seen = bool(SEEN)
    open(MARK, "w").close()
    for number in (signal.SIGUSR1, signal.SIGCONT):
        os.kill(BASE, number)
    time.sleep(0.01)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)
