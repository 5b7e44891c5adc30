# /// attack
# does = "writes all but the last byte of the right answer, and exits with 0"
# own = { softmax = ["crashed"] }
# forger = true
# ///
"""The end of the stream in the middle of an answer is the end of the process, and no answer."""

import os


def softmax(logits):
    send(value(request().id, right(logits))[:-1])
    os._exit(0)
