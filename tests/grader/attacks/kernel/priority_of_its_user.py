# /// attack
# does = "sets the priority of all processes of its user and of its process group, and answers rightly if it may"
# own = { softmax = ["failed"] }
# ///
"""Where the sandbox has no user of its own these are the judge's processes, too. It asks for the priority that they
have, so that nothing is changed if it may."""

import contextlib
import ctypes
import os

IOPRIO_SET = 251 if os.uname().machine == "x86_64" else 30
PGRP, USER, NORMAL = 2, 3, 2 << 13 | 4


def softmax(logits):
    won = False
    for which in (os.PRIO_USER, os.PRIO_PGRP):
        with contextlib.suppress(OSError):
            os.setpriority(which, 0, os.getpriority(os.PRIO_PROCESS, 0))
            won = True
    libc = ctypes.CDLL(None)
    won = won or any(libc.syscall(IOPRIO_SET, which, 0, NORMAL) == 0 for which in (PGRP, USER))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * won
