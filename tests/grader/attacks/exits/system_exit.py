# /// attack
# does = "raises SystemExit in softmax"
# own = { softmax = ["error"] }
# says = "raised SystemExit"
# tiers = "ABCDE"
# ///
"""sys.exit ends a script; a harness that catches Exception only would end with it. It is an exception like others."""

import sys


def softmax(logits):
    sys.exit(0)
