# /// attack
# does = "starts sixty threads in softmax, and answers rightly if it gets them"
# own = { softmax = ["limit"] }
# says = "stopped at the limit of 8 processes and threads"
# quick = true
# ///
"""A thread counts as a process does."""

import threading
import time


def softmax(logits):
    for _ in range(60):
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
