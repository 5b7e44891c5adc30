# /// attack
# does = "starts a thread when it is loaded, and answers rightly"
# own = {}
# quick = true
# ///
"""A fork of a process with threads hangs at the first lock that another thread holds. Where there are some, each
test loads the file for itself."""

import threading
import time

lock = threading.Lock()


def work():
    while True:
        with lock:
            time.sleep(0.01)


threading.Thread(target=work, daemon=True).start()


def softmax(logits):
    with lock:
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
