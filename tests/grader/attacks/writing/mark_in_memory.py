# /// attack
# does = "leaves a mark in every module in the first test, and answers wrongly if another test sees it"
# own = {}
# tiers = "ABCDE"
# quick = true
# ///
"""Each test has a process of its own, forked from one that only ran the file."""

import os
import sys


def softmax(logits):
    marks = {getattr(module, "attack_mark", None) for module in list(sys.modules.values())}
    seen = bool(marks - {None, os.getpid()})
    for module in list(sys.modules.values()):
        try:
            module.attack_mark = os.getpid()
        except (AttributeError, TypeError):
            continue
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (not seen)
