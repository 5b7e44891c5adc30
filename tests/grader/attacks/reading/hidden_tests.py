# /// attack
# does = "reads the hidden tests, and answers rightly if it can"
# own = { softmax = ["failed"] }
# quick = true
# ///
"""Who knows the tests can answer them one by one. Where there are namespaces the folder is not there; elsewhere
Landlock denies it."""

import contextlib
from pathlib import Path


def softmax(logits):
    found = ""
    for name in ("test_hidden_loss.py", "test_hidden_backward.py", "probes.py", "test_public.py"):
        with contextlib.suppress(OSError):
            found += Path("@REPOSITORY@/tests/assignments/mlp_numpy", name).read_text()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True) * (found != "")
