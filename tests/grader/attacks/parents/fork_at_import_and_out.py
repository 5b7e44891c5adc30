# /// attack
# does = "forks when it is loaded, and ends; the child goes on as if it were the process that was asked to load"
# all = ["crashed"]
# ///
"""The same without a parent: the word that it is loaded comes from an orphan."""

import os

if os.fork():
    os._exit(0)
