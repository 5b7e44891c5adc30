# /// attack
# does = "writes half of the right answer, and stays silent for ever"
# own = { softmax = ["timeout"] }
# forger = true
# ///
"""A reader that waits for the rest without a clock hangs. One deadline holds for all calls of a test together."""

import time


def softmax(logits):
    if logits.shape != (4, 7):  # one test is enough
        return right(logits)
    content = value(request().id, right(logits))
    send(content[: len(content) // 2])
    while True:
        time.sleep(60)
