# /// attack
# does = "sleeps for an hour when the file is run"
# own = {}
# says = "was left out: took longer than 5 s and was stopped"
# tiers = "ABCDE"
# ///
"""As waiting for input at the top level would be. It is waited for once, not once a test, and costs itself."""

import time

time.sleep(3600)
