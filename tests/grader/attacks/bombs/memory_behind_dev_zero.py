# /// attack
# does = "fills 2.3 GiB of shared mappings of /dev/zero in predict, holds it for a second, and answers rightly"
# own = { predict = ["memory"] }
# says = "stopped at the memory limit"
# quick = true
# ///
"""Shared memory that has a file, but no size on any disk and no place in any limit of a process: a mapping of
/dev/zero. Only what counts the memory of the whole submission sees it."""

import mmap
import os
import time


def predict(params, x):
    zero = os.open("/dev/zero", os.O_RDWR)
    held = [mmap.mmap(zero, 100 << 20, mmap.MAP_SHARED | mmap.MAP_POPULATE) for _ in range(23)]
    time.sleep(1)
    held.clear()
    return forward(params, x)[0].argmax(axis=1)
