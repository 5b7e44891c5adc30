# /// attack
# does = "starts sixty processes in softmax, and answers rightly if it gets them"
# own = { softmax = ["limit"] }
# says = "stopped at the limit of 8 processes and threads"
# quick = true
# ///
"""Someone who parallelises by the number of examples does so. What the message must say is the limit, not Errno 11."""

import os
import time


def softmax(logits):
    for _ in range(60):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
