# /// attack
# does = "leaves processes in the background that write marks on, and answers wrongly if a later test finds one"
# own = {}
# quick = true
# ///
"""A process that writes while the disk is put back would have the last word, if it were not dead by then."""

import functools
import os
import tempfile

MARK = f"{tempfile.gettempdir()}/attack-mark"


@functools.cache
def _seen():
    seen = os.path.exists(MARK)
    for _ in range(2):
        if os.fork() == 0:
            while True:
                try:
                    open(MARK, "w").close()
                except OSError:
                    continue
    return seen


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not _seen())
