# /// attack
# does = "calls sys.exit when the file is run"
# own = {}
# tiers = "ABCDE"
# ///
"""A script often ends so. It costs the statement it stands in, and nothing that comes after it."""

import sys

sys.exit("done")
