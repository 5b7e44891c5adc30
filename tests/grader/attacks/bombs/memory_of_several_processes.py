# /// attack
# does = "fills 200 MiB in each of three processes in predict, holds it for a second, and answers rightly if it could"
# own = { predict = ["memory"] }
# says = "stopped at the memory limit of 512 MiB"
# memory_mb = 512
# quick = true
# ///
"""Each process alone stays below the limit; the submission as a whole does not."""

import mmap
import os
import time

FILLED = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE
HELD = []  # how many of them could hold it, once for all calls


def predict(params, x):
    if not HELD:
        told, tell = os.pipe()
        children = [_hold(tell) for _ in range(3)]
        os.close(tell)
        told_so = sum(len(os.read(told, 1)) for _ in children)
        time.sleep(1)
        ended = sum(os.waitpid(child, os.WNOHANG)[0] != 0 for child in children)
        HELD.append(told_so - ended)
    return forward(params, x)[0].argmax(axis=1) if HELD[0] == 3 else None


def _hold(tell):
    child = os.fork()
    if child:
        return child
    held = mmap.mmap(-1, 200 << 20, FILLED)
    os.write(tell, b"x")
    time.sleep(60)
    os._exit(held[0])
