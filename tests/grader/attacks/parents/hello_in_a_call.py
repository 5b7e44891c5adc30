# /// attack
# does = "says hello and done, ready and no on its stem in every call, and answers rightly"
# own = {}
# ///
"""A process that serves a test is not asked to fork, and nobody hears what it says on its stem."""

import contextlib
import os
import socket


def say(word):
    """To whoever hears the socket by which this process is forked: one of SOCK_SEQPACKET."""
    for number in range(3, 400):
        with contextlib.suppress(OSError):
            with socket.socket(fileno=os.dup(number)) as end:
                if end.type == socket.SOCK_SEQPACKET:
                    end.send(word, socket.MSG_DONTWAIT)


def softmax(logits):
    for word in (b"R", b"H", b"D", b"N", b"F", b"x" * 60_000):
        say(word)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
