# /// attack
# does = "replaces what forks, os.fork and the harness's own, so that the process that is to be forked goes on as its own child"
# all = ["crashed"]
# quick = true
# ///
"""The base answers with its own pid, which the kernel attests and the supervisor knows. It is no new process, so
there is none."""

import os
import sys

os.fork = sys.modules["grader.sandbox.syscalls"].fork = lambda *_: 0
