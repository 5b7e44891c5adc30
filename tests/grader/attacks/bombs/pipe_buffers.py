# /// attack
# does = "fills five hundred pipes of 1 MiB in softmax, and answers rightly if it can"
# own = { softmax = ["limit"] }
# says = "stopped at the limit of 256 open files"
# ///
"""What lies in a pipe is the kernel's memory and no process's. The number of open files bounds it."""

import contextlib
import fcntl
import os


def softmax(logits):
    for _ in range(500):
        _, end = os.pipe()
        with contextlib.suppress(PermissionError):
            fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, 1 << 20)
        os.set_blocking(end, False)
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(end, bytes(1 << 16))
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
