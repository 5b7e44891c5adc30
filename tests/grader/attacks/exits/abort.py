# /// attack
# does = "aborts in softmax"
# own = { softmax = ["crashed"] }
# says = "SIGABRT"
# tiers = "ABCDE"
# ///
"""As a failed assertion in a native library does."""

import os


def softmax(logits):
    os.abort()
