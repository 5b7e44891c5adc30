# /// attack
# does = "claims an answer of 2^60 bytes"
# own = { softmax = ["protocol"] }
# quick = true
# ///
"""Whoever makes room for what a frame claims has no memory left. A claim beyond the largest payload is refused
unread."""

import contextlib
import os
import stat
import struct
import time


def ends():
    """The sockets among what this process has inherited: the wire to the judge is one of them."""
    found = []
    for number in range(3, 400):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                found.append(number)
    return found


def send(content):
    for number in ends():
        with contextlib.suppress(OSError):
            os.write(number, content)


def right(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax(logits):
    send(struct.pack("<IQB", 100, 1 << 60, 0))
    time.sleep(0.2)
    return right(logits)
