# /// attack
# does = "locks parts of files, takes leases and asks to be told of changes, and answers rightly if one way works"
# own = { softmax = ["failed"] }
# ///
"""Each of these is seen by whoever has the same file open, and so tells something to another submission, or to the next
test."""

import contextlib
import fcntl
import os
import struct

OFD_SETLK, SETLEASE, GETLK, NOTIFY = 37, 1024, 5, 1026
READ_LOCK = struct.pack("=hhxxxxqqi4x", 0, 0, 0, 1, 0)


def softmax(logits):
    won = False
    file = os.open(np.__file__, os.O_RDONLY)
    for attempt in (
        lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1),
        lambda: fcntl.fcntl(file, fcntl.F_SETLK, READ_LOCK),
        lambda: fcntl.fcntl(file, OFD_SETLK, READ_LOCK),
        lambda: fcntl.fcntl(file, SETLEASE, fcntl.F_RDLCK),
        lambda: fcntl.fcntl(os.open(os.path.dirname(np.__file__), os.O_RDONLY), NOTIFY, 1),
        lambda: fcntl.flock(file, fcntl.LOCK_SH),
    ):
        with contextlib.suppress(OSError):
            attempt()
            won = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
