# /// attack
# does = "listens on a port of this machine, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "Permission denied"
# ///
"""A server that outlives its test, or that the neighbour's code asks for answers."""

import socket


def softmax(logits):
    socket.create_server(("127.0.0.1", 0))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
