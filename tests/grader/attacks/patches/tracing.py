# /// attack
# does = "traces and profiles every frame for a variable that holds what is expected, and answers with that"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""In a harness of one process a trace function sees the test's own variables. Here every frame is the submission's
or the worker's, and neither has an answer."""

import sys

found = []


def look(frame, event, argument):
    for name, value in frame.f_locals.items():
        if name in ("expected", "wanted", "truth", "solution", "reference", "kept_back"):
            found.append(value)
    return look


sys.settrace(look)
sys.setprofile(look)


def softmax(logits):
    frame = sys._getframe()
    while frame is not None:
        look(frame, "call", None)
        frame = frame.f_back
    for value in reversed(found):
        if getattr(value, "shape", None) == logits.shape:
            return value
    return np.zeros_like(logits)
