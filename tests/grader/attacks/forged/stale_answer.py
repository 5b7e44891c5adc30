# /// attack
# does = "writes the answer to an old question before each true one"
# own = { softmax = ["protocol"] }
# says = "another question"
# quick = true
# forger = true
# ///
"""A reply bears the number of its question, and one with another number is no answer.

The true one comes late, so that the judge does not read both at once: that is another complaint.
"""

import time


def softmax(logits):
    send(value(request().id - 1, right(logits)))
    time.sleep(1)
    return right(logits)
