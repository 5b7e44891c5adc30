# /// attack
# does = "asks to be told what happens in folders that all submissions see (F_NOTIFY), and answers rightly if it may"
# own = { softmax = ["failed"] }
# ///
"""The forerunner of inotify, by fcntl and a signal. It tells as much about the neighbour."""

import contextlib
import fcntl
import os
import signal


def softmax(logits):
    won = False
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        fcntl.fcntl(os.open(os.path.dirname(np.__file__), os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS)
        won = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
