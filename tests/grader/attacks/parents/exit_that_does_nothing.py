# /// attack
# does = "replaces os._exit by a function that returns"
# all = ["crashed"]
# ///
"""The process in the middle of a fork goes on after its end, and says a second hello."""

import os

os._exit = lambda status: None
