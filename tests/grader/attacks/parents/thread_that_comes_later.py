# /// attack
# does = "starts a thread in the process that every test is forked from, long after it is loaded, and answers rightly"
# own = {}
# ///
"""A signal handler starts it when the base is let go on for the first time. The base is looked at before every
fork."""

import signal
import threading
import time


def later(*_):
    signal.signal(signal.SIGCONT, signal.SIG_DFL)
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()


signal.signal(signal.SIGCONT, later)
