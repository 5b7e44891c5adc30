# /// attack
# does = "raises exceptions with the names of the harness's own outcomes, a different one in each call"
# own = { softmax = ["error"] }
# ///
"""NotRun, Skipped, CheckFailure, MissingName, Passed: a name decides nothing."""

import itertools

NAMES = itertools.cycle(["NotRun", "CheckFailure", "MissingName", "Passed", "CourseError", "GraderError"])


def softmax(logits):
    raise type(next(NAMES), (Exception,), {"earned": 1.0, "message": "", "status": "passed"})("passed")
