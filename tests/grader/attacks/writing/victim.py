# /// attack
# does = "writes, shortens, removes and renames a file of the grader's that everyone may write"
# own = {}
# quick = true
# ///
"""There is nothing to win, only something to destroy: results, other people's work. Nothing outside the sandbox's own
folders can be opened for writing."""

import contextlib
import os

ATTEMPTS = [
    lambda path: open(path, "w").write("overwritten"),
    lambda path: os.write(os.open(path, os.O_WRONLY | os.O_APPEND), b"overwritten"),
    lambda path: os.truncate(path, 0),
    lambda path: os.rename(path, path + ".moved"),
    lambda path: os.unlink(path),
    lambda path: os.replace("mlp.py", path),
]
for attempt in ATTEMPTS:
    for name in ("@VICTIM@", "@SECRET@", "@READABLE@"):
        with contextlib.suppress(OSError):
            attempt(name)
