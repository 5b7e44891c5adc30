# /// attack
# does = "forks when it is loaded; the child goes on as if it were the process that was asked to load"
# all = ["crashed"]
# ///
"""The process that was asked to load sleeps, and the child says that it is loaded. Whatever runs beside a base is
killed before it is forked from, and then nobody is left to answer."""

import os
import time

if os.fork():
    time.sleep(1000)
