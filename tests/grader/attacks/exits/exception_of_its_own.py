# /// attack
# does = "raises a BaseException whose text exits when it is asked for"
# own = { softmax = ["error", "crashed"] }
# tiers = "ABCDE"
# ///
"""Whoever describes the exception runs the submission's code once more. That happens in its own process, so that it
can end no more than that."""

import os


class Quiet(BaseException):
    def __str__(self):
        os._exit(5)

    __repr__ = __str__


def softmax(logits):
    raise Quiet
