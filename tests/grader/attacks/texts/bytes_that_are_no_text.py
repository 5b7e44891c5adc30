# /// attack
# does = "prints bytes that are no text, and answers rightly"
# own = {}
# ///
"""Output is bytes. What is not UTF-8 is shown as the character for that."""

import os
import sys


def softmax(logits):
    os.write(1, b"\xff\xfe\x00\xd8\x80<script>\x1b[2J\x1b]52;c;eA==\x07" * 50)
    os.write(2, bytes(range(256)))
    sys.stdout.flush()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
