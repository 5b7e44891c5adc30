# /// attack
# does = "lets a regular expression backtrack without end in predict"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# tiers = "ABCDE"
# ///
"""No Python instruction comes between, so a timer or an exception within the interpreter would never be seen."""

import re


def predict(params, x):
    return re.fullmatch("(a|a)*b", "a" * 60)
