# /// attack
# does = "connects to a Unix socket that everyone on the machine may use, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "No such file|not permitted|Permission denied"
# ///
"""Docker, databases and message buses listen on such sockets. Landlock does not guard them."""

import socket


def softmax(logits):
    socket.socket(socket.AF_UNIX).connect("@SOCKET@")
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
