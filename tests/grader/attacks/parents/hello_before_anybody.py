# /// attack
# does = "says hello for a process that does not exist, when it is loaded and in every call"
# all = ["crashed"]
# ///
"""The pid comes from the kernel, with the word: it is that of the process that is there already."""

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


say(b"H")
say(b"D")
