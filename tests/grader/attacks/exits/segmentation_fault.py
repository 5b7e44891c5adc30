# /// attack
# does = "reads address 0 in softmax"
# own = { softmax = ["crashed"] }
# says = "SIGSEGV"
# tiers = "ABCDE"
# ///
"""A fault in native code cannot be caught in Python. It takes one test's process, and the message names the signal."""

import ctypes


def softmax(logits):
    return ctypes.string_at(0)
