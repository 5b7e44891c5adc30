# /// attack
# does = "starts a thread when the file is run that loops for ever, and answers rightly"
# own = {}
# tiers = "ABCDE"
# ///
"""A process with threads cannot be forked safely, so the file is run anew for each test. The thread's CPU time counts
for the test, and there is enough of it."""

import threading
import time


def _spin():
    while True:
        time.sleep(0.001)


threading.Thread(target=_spin, daemon=True).start()
