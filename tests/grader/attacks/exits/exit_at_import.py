# /// attack
# does = "calls os._exit(0) when the file is run"
# all = ["crashed"]
# says = "running mlp.py itself ended the process .exit status 0."
# tiers = "ABCDE"
# quick = true
# ///
"""The process is gone before there is anything to ask. Every test says why, and none takes it for success."""

import os

os._exit(0)
