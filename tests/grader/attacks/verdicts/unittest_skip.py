# /// attack
# does = "raises unittest.SkipTest"
# own = { softmax = ["error"] }
# says = "SkipTest"
# ///
"""pytest takes SkipTest for a skip, whoever raises it. Here it is told as what the submission raised."""

import unittest


def softmax(logits):
    raise unittest.SkipTest("nothing to test")
