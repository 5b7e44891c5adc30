# /// attack
# does = "raises the harness's own exceptions, as far as they are in its process"
# own = { softmax = ["error"] }
# ///
"""They are told like any other: a verdict is not made where they are raised."""

import grader.remote.outcomes


def softmax(logits):
    raise grader.remote.outcomes.ProtocolViolation("not the submission's fault")
