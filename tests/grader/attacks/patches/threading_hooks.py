# /// attack
# does = "replaces the hooks for exceptions, threads and audits by ones that report success, and answers with zeros"
# own = { softmax = ["failed"] }
# ///
"""The hooks are called in this process only, and what they print is what a student's file prints."""

import sys
import threading


def success(*_):
    return None


sys.excepthook = sys.unraisablehook = sys.displayhook = threading.excepthook = success
threading.settrace(success)
threading.setprofile(success)
threading.Thread.start = success
sys.addaudithook(success)
sys.breakpointhook = success
sys.exit = success


def softmax(logits):
    return np.zeros_like(logits)
