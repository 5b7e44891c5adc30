"""What the supervisor takes from student processes: a word at a time, and the pid that the kernel attests."""

from __future__ import annotations

import select
import socket
import struct
import time

from grader.sandbox.stem import DONE, HELLO, NUMBER_BYTES, RUNNING

_CREDENTIALS = struct.Struct("=iII")


def stem_pair() -> tuple[socket.socket, socket.socket]:
    """Our end, with the sender's credentials on everything that arrives, and the student process's end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs


def silent(stem: socket.socket) -> bool:
    """Whether nothing waits to be read: a word that nobody asked for is a forged one."""
    poll = select.poll()
    poll.register(stem, select.POLLIN)
    return not poll.poll(0)


def word(stem: socket.socket, deadline: float) -> bytes | None:
    """The next word; b"" when the other end is closed, None at the deadline (on the monotonic clock)."""
    return _receive(stem, deadline)[0]


def running(said: bytes | None) -> int | None:
    """The number of the statement that is about to run, by its own account; None when the word is another one."""
    if said is None or len(said) != 1 + NUMBER_BYTES or not said.startswith(RUNNING):
        return None
    return int.from_bytes(said[1:], "big")


def hello(stem: socket.socket, deadline: float) -> int | None:
    """The pid of the process that says hello, once the one that was forked is done; None for anything else."""
    newcomer = None
    heard: set[bytes] = set()
    while heard != {HELLO, DONE}:
        said, pid = _receive(stem, deadline)
        if said not in (HELLO, DONE) or said in heard or pid is None:
            return None
        heard.add(said)
        newcomer = pid if said == HELLO else newcomer
    return newcomer


def _receive(stem: socket.socket, deadline: float) -> tuple[bytes | None, int | None]:
    poll = select.poll()
    poll.register(stem, select.POLLIN)
    while (left := deadline - time.monotonic()) > 0:
        if not poll.poll(left * 1000):
            continue
        try:
            # room for credentials only: the kernel drops descriptors that come along
            said, extras, _, _ = stem.recvmsg(1 + NUMBER_BYTES, socket.CMSG_SPACE(_CREDENTIALS.size))
        except OSError:
            return b"", None
        for level, kind, data in extras:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS and len(data) == _CREDENTIALS.size:
                return said, int(_CREDENTIALS.unpack(data)[0])
        return said, None
    return None, None
