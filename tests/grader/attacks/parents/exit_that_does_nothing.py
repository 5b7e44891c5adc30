# /// attack
# does = "has itself forked in two steps, and replaces os._exit by a function that returns"
# all = ["crashed"]
# ///
"""The process in the middle of a fork goes on after its end, and says a second hello."""

import os
import sys

sys.modules["grader.sandbox.stem"]._TID_ADDRESS = 0
os._exit = lambda status: None
