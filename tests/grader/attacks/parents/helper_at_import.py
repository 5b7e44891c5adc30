# /// attack
# does = "forks a helper when it is loaded that outlives it, and answers rightly without it"
# own = {}
# ///
"""A process beside the base is killed with the first test. Who can do without it loses nothing."""

import os
import time

if os.fork() == 0:
    time.sleep(1000)
    os._exit(0)
