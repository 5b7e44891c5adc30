# /// attack
# does = "writes the right answer itself, and lets a wrong one follow"
# own = { softmax = ["protocol"] }
# ///
"""Two answers to one question: the first may be taken, as any answer of a submission may, and then the second
betrays it at the next question. Whoever asks once sees nothing wrong, and nothing is."""

import contextlib
import os
import stat
import struct
import sys

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
    send(value(request().id, right(logits)))
    return np.zeros_like(logits)
