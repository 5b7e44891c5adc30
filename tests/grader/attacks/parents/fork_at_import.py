# /// attack
# does = "forks when it is loaded; the child goes on as if it were the process that was asked to load"
# own = {}
# ///
"""The child answers in the place of its parent, and since it is right, so are its answers. It is killed with the
first test that it has served, so for each test the file is loaded anew."""

import os
import time

if os.fork():
    time.sleep(1000)
