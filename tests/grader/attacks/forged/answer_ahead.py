# /// attack
# does = "writes the answer to the next question beside its own, wrong one"
# own = { softmax = ["protocol"] }
# ///
"""Who answers two questions at once could answer the second before it is asked. More than one answer to a question
is a violation, and ends the conversation."""

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


def value(number, array):
    form = ["a", "<f8", list(array.shape), "C", False, 0]
    payload = array.astype("<f8").tobytes()
    return frame([number, "value", form, None, None, [], [len(payload)]], payload + bytes(-len(payload) % 64))


def right(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softmax(logits):
    send(value(request().id, np.zeros_like(logits)) + value(request().id + 1, right(logits)))
    time.sleep(0.2)
    return np.zeros_like(logits)
