# /// attack
# does = "sleeps for an hour when the file is run"
# all = ["timeout"]
# says = "running mlp.py itself took longer than 5 s"
# tiers = "ABCDE"
# ///
"""As waiting for input at the top level would be. It is waited for once, not once a test."""

import time

time.sleep(3600)
