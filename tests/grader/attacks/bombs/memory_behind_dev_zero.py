# /// attack
# does = "fills 2.2 GiB of shared mappings of /dev/zero when the file is run, holds it, and answers rightly"
# own = {}
# quick = true
# ///
"""Shared memory that has a file, but no size on any disk and no place in any limit of a process: a mapping of
/dev/zero. So there is none in a sandbox, and the file goes on without."""

import mmap
import os
import time

ZERO = os.open("/dev/zero", os.O_RDWR)
HELD = [mmap.mmap(ZERO, 100 << 20, mmap.MAP_SHARED | mmap.MAP_POPULATE) for _ in range(22)]
time.sleep(1)
