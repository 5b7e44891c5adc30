# /// attack
# does = "says that it is loaded as soon as it begins, and again at the end"
# all = ["crashed"]
# ///
"""A word too many: whatever is heard that nobody asked for is forged, and the process none that can be forked."""

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


say(b"R")
