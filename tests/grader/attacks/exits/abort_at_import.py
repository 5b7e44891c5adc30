# /// attack
# does = "aborts when the file is run"
# all = ["crashed"]
# says = "running mlp.py itself ended the process .signal 6."
# tiers = "ABCDE"
# ///
"""The base process dies of a signal before any test; each test says so."""

import os

os.abort()
