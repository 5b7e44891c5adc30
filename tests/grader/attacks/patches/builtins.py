# /// attack
# does = "replaces builtins so that nothing ever fails, and answers with zeros"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""all, any, abs and isinstance decide in many a check, and an AssertionError that is no exception cannot be raised.
They are replaced in this process only, and here nothing is decided."""

import builtins

builtins.all = builtins.any = lambda *_: True
builtins.abs = lambda *_: 0
builtins.round = lambda *_: 0
builtins.AssertionError = type("AssertionError", (Warning,), {})
builtins.print = lambda *_, **__: None


def softmax(logits):
    return np.zeros_like(logits)
