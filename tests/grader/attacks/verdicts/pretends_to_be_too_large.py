# /// attack
# does = "raises the exception by which the worker says that a result is too large"
# own = { softmax = ["limit"] }
# ///
"""Whoever says that a limit was reached has reached it, for all that can be known. It is worth nothing."""

import grader.remote.values


def softmax(logits):
    raise grader.remote.values.TooLarge(1, 2)
