# /// attack
# does = "leaves a daemon behind in softmax: two forks, a session of its own, no descriptors, and it writes on"
# own = {}
# quick = true
# ///
"""Nothing ties it to the process that started it. It is found as a descendant or in the namespace, and killed after the
test; what it wrote is gone, too."""

import functools
import os
import tempfile
import time


@functools.cache
def _start():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 1000)
            _haunt()
        os._exit(0)


def _haunt():
    while True:
        for folder in ("@FOLDER@", tempfile.gettempdir(), "."):
            try:
                with open(f"{folder}/attack", "a") as file:
                    file.write("still here\n")
            except OSError:
                time.sleep(0.01)


def softmax(logits):
    _start()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
