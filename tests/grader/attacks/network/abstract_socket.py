# /// attack
# does = "connects to an abstract Unix socket of the grader's user, and answers rightly if it can"
# own = { softmax = ["error"] }
# says = "refused|not permitted"
# ///
"""Such a name lies in no folder, so that no file permission guards it: X servers and message buses have them."""

import socket


def softmax(logits):
    socket.socket(socket.AF_UNIX).connect("\0@ABSTRACT@")
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
