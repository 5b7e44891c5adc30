# /// attack
# does = "answers the question with the status \"passed\""
# own = { softmax = ["protocol"] }
# forger = true
# ///
"""There is no such status: what is not exactly of the form of a reply is none."""

import time


def softmax(logits):
    send(frame([request().id, "passed", True, None, None, [], []]))
    time.sleep(0.2)
    return np.zeros_like(logits)
