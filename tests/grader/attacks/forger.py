"""What an attack on the wire begins with, if its header says `forger`: this text is put before its own, and runs in the
submission's process."""

import contextlib
import os
import stat
import struct
import sys
from typing import Any

import msgspec
import numpy as np


def ends() -> list[int]:
    """The sockets among what this process has inherited: the wire to the judge is one of them."""
    found = []
    for number in range(3, 400):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                found.append(number)
    return found


def send(content: bytes) -> None:
    for number in ends():
        with contextlib.suppress(OSError):
            os.write(number, content)


def frame(reply: list[Any], payload: bytes = b"") -> bytes:
    header = msgspec.msgpack.encode(reply)
    return struct.pack("<IQ", len(header), len(payload)) + header + payload


def request() -> Any:
    """The question that is being answered, as the worker holds it."""
    at: Any = sys._getframe()
    while at is not None:
        if hasattr(at.f_locals.get("request"), "operation"):
            return at.f_locals["request"]
        at = at.f_back
    return None


def value(number: int, array: np.ndarray[Any, Any]) -> bytes:
    """The answer to question `number` that is this array."""
    form = ["a", "<f8", list(array.shape), "C", False, 0]
    payload = array.astype("<f8").tobytes()
    return frame([number, "value", form, None, None, [], [len(payload)]], payload + bytes(-len(payload) % 64))


def right(logits: np.ndarray[Any, Any]) -> Any:
    """What softmax should answer."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
