# /// attack
# does = "gives handles with names of a megabyte and numbers below nought"
# own = { backward = ["error"] }
# ///
"""The judge shortens the name, sends the number back, and is told that there is nothing."""

import grader.remote.answering


own_kept = grader.remote.answering.Worker._kept


def kept(self, value):
    return own_kept(self, value) if callable(value) else ["h", -(2**63), "<script>" * 100_000, True]


grader.remote.answering.Worker._kept = kept
