# /// attack
# does = "gives itself a real-time priority and takes processors from others, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""A loop at a real-time priority is a machine that stands still; a judge on another's processor is slow. Of its own it
may only give up some."""

import contextlib
import os

BASE = os.getpid()
# where there is a pid namespace 1 is the supervisor, else the machine's own first process
FIRST = [1] if os.getcwd() == "/box" else []


def softmax(logits):
    won = False
    for policy in (os.SCHED_FIFO, os.SCHED_RR):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, policy, os.sched_param(1))
            won = True
    with contextlib.suppress(OSError):
        os.nice(-1)
        won = True
    for pid in (BASE, os.getppid(), *FIRST, int("@PID@")):
        for change in (
            lambda pid=pid: os.setpriority(os.PRIO_PROCESS, pid, 19),
            lambda pid=pid: os.sched_setaffinity(pid, {0}),
            lambda pid=pid: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)),
        ):
            with contextlib.suppress(OSError):
                change()
                won = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
