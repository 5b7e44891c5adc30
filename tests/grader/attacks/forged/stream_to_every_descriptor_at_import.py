# /// attack
# does = "writes zeros without end to every descriptor that it has inherited, when it is loaded"
# all = ["crashed", "timeout"]
# ///
"""Before the file is loaded its process may say that it is: anything else ends it."""

import contextlib
import os


while True:
    for number in range(1, 400):
        with contextlib.suppress(OSError):
            os.write(number, bytes(4096))
