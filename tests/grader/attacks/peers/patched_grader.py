# /// attack
# does = "replaces every function of the grader that it can find, checks and points above all, and answers with zeros"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""Worth 10 of 10 points where the grader is in the same process. What of the grader is in this one encodes values
and answers questions; no check, no point and no verdict is among it."""

import importlib
import sys


def passes(*_, **__):
    return None


for name in ("checks", "checks.closeness", "judge", "judge.verdict", "judge.verdicts", "judge.run", "judge.grade"):
    try:
        importlib.import_module(f"grader.{name}")
    except ImportError:
        continue
for name, module in list(sys.modules.items()):
    if module is not None and name.split(".")[0] == "grader":
        for attribute, value in list(vars(module).items()):
            if callable(value) and attribute.startswith(("check", "compare", "verdict", "fail", "total", "judge")):
                setattr(module, attribute, passes)


def softmax(logits):
    return np.zeros_like(logits)
