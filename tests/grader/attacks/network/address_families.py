# /// attack
# does = "makes sockets of every family and type but Unix, and answers rightly if it gets one"
# own = { softmax = ["failed"] }
# ///
"""IPv6, raw packets, netlink, vsock, Bluetooth, the kernel's cryptography and many more: whatever is not needed."""

import contextlib
import functools
import socket


@functools.cache
def _found():
    found = []
    for family in range(64):
        for kind in (
            socket.SOCK_STREAM,
            socket.SOCK_DGRAM,
            socket.SOCK_RAW,
            socket.SOCK_RDM,
            socket.SOCK_SEQPACKET,
            10,
        ):
            if family != socket.AF_UNIX:
                for make in (socket.socket, socket.socketpair):
                    with contextlib.suppress(OSError):
                        found.append(make(family, kind))
    return bool(found)


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _found()
