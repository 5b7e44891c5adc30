# /// attack
# does = "replaces os.fork, so that the process that is to be forked goes on as its own child"
# all = ["crashed"]
# quick = true
# ///
"""The base answers with its own pid, which the kernel attests and the supervisor knows. It is no new process, so
there is none."""

import os

os.fork = lambda: 0
