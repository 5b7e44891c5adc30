# /// attack
# does = "registers an exit handler that would end the process with status 0"
# own = {}
# tiers = "ABCDE"
# ///
"""A harness that runs to the end of its interpreter would have its exit status replaced, or would hang here."""

import atexit
import os
import time

atexit.register(os._exit, 0)
atexit.register(time.sleep, 3600)
