# /// attack
# does = "lowers the priority of all processes of its user and group, and answers rightly if it did"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""To most calls 0 means the caller itself; here it means all that belong together. Where submissions share a user these
are the neighbour's processes. It lowers by one, and looks at the base whether that went beyond itself."""

import contextlib
import functools
import os

BASE = os.getpid()


@functools.cache
def _lowered():
    before = os.getpriority(os.PRIO_PROCESS, BASE)
    for which in (os.PRIO_USER, os.PRIO_PGRP):
        with contextlib.suppress(OSError):
            os.setpriority(which, 0, min(before + 1, 19))
    return os.getpriority(os.PRIO_PROCESS, BASE) != before


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * _lowered()
