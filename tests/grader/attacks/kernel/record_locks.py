# /// attack
# does = "locks parts of files that all submissions see, and answers rightly if one way works"
# own = { softmax = ["failed"] }
# ///
"""A lock is seen by whoever has the same file open, and so tells something to another submission."""

import contextlib
import fcntl
import os
import struct

GETLK, SETLK, OFD_GETLK, OFD_SETLK = 5, 6, 36, 37
READ_LOCK = struct.pack("=hhxxxxqqi4x", 0, 0, 0, 1, 0)


def softmax(logits):
    won = False
    file = os.open(np.__file__, os.O_RDONLY)
    for attempt in (
        lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1),
        lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
        *(lambda order=order: fcntl.fcntl(file, order, READ_LOCK) for order in (GETLK, SETLK, OFD_GETLK, OFD_SETLK)),
    ):
        with contextlib.suppress(OSError):
            attempt()
            won = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
