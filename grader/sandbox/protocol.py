"""Messages between the trusted side, the zygote and a supervisor: one datagram each, so that none is ever torn.

Both ends are ours and have never run student code. What a student's process sends is read in `stem` and
`supervisor` only, byte by byte.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any, Literal

_DATAGRAM = 60_000  # below any system's default send buffer
_DESCRIPTORS = 4

CONFINING_SECONDS = 30.0  # for our own code in a new process, which takes milliseconds where the machine is not busy
UNCONFINED = "unconfined"  # loading failed for want of that: no code of the student's has run
FOR_ALL, FOR_ONE = "all", "one"  # whom the file was run for, when a process is opened; "" where it was not run
STATUS_MEMORY = 71  # with which a student's process ends when a MemoryError leaves it

Message = dict[str, Any]
Over = Literal["", "cpu", "memory", "processes", "disk", "output"]  # the limit for which a process was stopped


def loading_wall_seconds(cpu_seconds: float) -> float:
    """How long a file that may take `cpu_seconds` has by the clock, for one that sleeps; a busy machine is no fault."""
    return 2 * cpu_seconds + 10


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a channel that keeps the borders of messages and reports its other end's death."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(channel: socket.socket, message: Mapping[str, object], descriptors: Sequence[int] = ()) -> None:
    data = json.dumps(message).encode()
    if len(data) > _DATAGRAM:
        raise ValueError(f"a control message of {len(data)} bytes: send what is long as bulk")
    socket.send_fds(channel, [data], list(descriptors))


def receive(channel: socket.socket) -> tuple[Message, list[int]]:
    """The next message with its descriptors (close-on-exec); EOFError when the other end is gone."""
    try:
        data, descriptors, _, _ = socket.recv_fds(channel, _DATAGRAM, _DESCRIPTORS, socket.MSG_CMSG_CLOEXEC)
    except ConnectionResetError as error:
        raise EOFError from error
    if not data:
        raise EOFError
    message: Message = json.loads(data)
    return message, descriptors


def send_bulk(channel: socket.socket, data: bytes) -> None:
    for start in range(0, len(data), _DATAGRAM):
        channel.send(data[start : start + _DATAGRAM])


def receive_bulk(channel: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes, sent by `send_bulk`."""
    received = bytearray()
    while len(received) < size:
        part = channel.recv(_DATAGRAM)
        if not part:
            raise EOFError
        received += part
    return bytes(received)
