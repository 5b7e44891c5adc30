# /// attack
# does = "has itself forked in two steps, and replaces os.waitpid, so that the process that is forked never says that it is done"
# all = ["crashed"]
# ///
"""The supervisor waits for both words for two seconds, then takes the process for none that can be forked."""

import os
import sys
import time

sys.modules["grader.sandbox.stem"]._TID_ADDRESS = 0
os.waitpid = lambda *_: time.sleep(1000)
