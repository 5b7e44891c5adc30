# /// attack
# does = "writes into the packages and the interpreter that it runs on, and answers rightly if it can"
# own = { softmax = ["failed"] }
# ///
"""What is changed there runs in the next submission, and on the instructor's machine. All of it is read-only."""

import contextlib
import os
import sys


def softmax(logits):
    changed = False
    here = os.path.dirname(np.__file__)
    grader = os.path.dirname(sys.modules["grader"].__file__)
    for folder in (here, os.path.dirname(here), grader, f"{grader}/sandbox", os.path.dirname(os.__file__), *sys.path):
        if folder and os.path.realpath(folder) != os.getcwd():
            with contextlib.suppress(OSError):
                os.close(os.open(f"{folder}/attack.py", os.O_CREAT | os.O_WRONLY))
                os.unlink(f"{folder}/attack.py")
                changed = True
    for path in (np.__file__, os.__file__, sys.executable, os.path.realpath(sys.executable), f"{grader}/__init__.py"):
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
            changed = True
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * changed
