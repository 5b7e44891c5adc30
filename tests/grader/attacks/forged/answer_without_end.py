# /// attack
# does = "claims an answer of 2^60 bytes"
# own = { softmax = ["protocol"] }
# quick = true
# forger = true
# ///
"""Whoever makes room for what a frame claims has no memory left. A claim beyond the largest payload is refused
unread."""

import struct
import time


def softmax(logits):
    send(struct.pack("<IQ", 100, 1 << 60))
    time.sleep(0.2)
    return right(logits)
