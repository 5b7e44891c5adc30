# /// attack
# does = "sends datagrams to Unix sockets of the grader's user without connecting, and answers rightly if one goes off"
# own = { softmax = ["failed"] }
# ///
"""Who may not connect can still give the address with each message. The system's log listens on such a socket."""

import contextlib
import functools
import socket


@functools.cache
def _sent():
    sent = False
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        for make in (lambda kind: [socket.socket(socket.AF_UNIX, kind)], lambda kind: socket.socketpair(type=kind)):
            for address in ("@DATAGRAM@", "\0@ABSTRACT@"):
                for send in (
                    lambda one, to: one.sendto(b"hello", to),
                    lambda one, to: one.sendmsg([b"hello"], [], 0, to),
                ):
                    with contextlib.suppress(OSError):
                        one = make(kind)[0]
                        one.setblocking(False)
                        send(one, address)
                        sent = True
    return sent


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _sent()
