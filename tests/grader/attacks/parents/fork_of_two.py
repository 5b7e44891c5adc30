# /// attack
# does = "has itself forked in two steps, and replaces os.fork, so that two processes answer as the new one"
# all = ["crashed", "protocol", "passed"]
# ///
"""Two hellos to one order are one too many. Where the second comes too late to be heard with the first, the test is
served by two processes, and the next fork is refused."""

import os
import sys

own_fork = os.fork


def fork():
    pid = own_fork()
    if pid == 0:
        own_fork()
    return pid


sys.modules["grader.sandbox.stem"]._TID_ADDRESS = 0
os.fork = fork
