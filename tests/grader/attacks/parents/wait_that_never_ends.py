# /// attack
# does = "replaces os.waitpid, so that the process that is forked never says that it is done"
# all = ["crashed"]
# ///
"""The supervisor waits for both words for two seconds, then takes the process for none that can be forked."""

import os
import time

os.waitpid = lambda *_: time.sleep(1000)
