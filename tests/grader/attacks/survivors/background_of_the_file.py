# /// attack
# does = "leaves a process when the file is run that sends signals to all others of the submission, and answers rightly"
# own = {}
# ///
"""Started before there was any test, it is nobody's in particular. It is gone after the first test at the latest, and
its signals are among those that a process ignores unless it asked for them."""

import os
import signal
import time

BASE = os.getpid()
if os.fork() == 0:
    os.setsid()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for pid in range(BASE, BASE + 50):
            if pid != os.getpid():
                try:
                    os.kill(pid, signal.SIGWINCH)
                    os.kill(pid, signal.SIGCONT)
                except OSError:
                    continue
    os._exit(0)
