# /// attack
# does = "sends a datagram to this machine, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Permission denied"
# ///
"""One datagram is enough for a question to a name server, and so for any message."""

import socket


def softmax(logits):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"hello", ("127.0.0.1", int("@PORT@")))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
