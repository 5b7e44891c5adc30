# /// attack
# does = "connects to a TCP port of this machine, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Permission denied"
# quick = true
# ///
"""A network would bring answers in and hidden tests out. There are no sockets of that family."""

import socket


def softmax(logits):
    socket.create_connection(("127.0.0.1", int("@PORT@")), timeout=1).send(b"hello")
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
