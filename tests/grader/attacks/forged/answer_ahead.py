# /// attack
# does = "writes the answer to the next question beside its own, wrong one"
# own = { softmax = ["protocol"] }
# forger = true
# ///
"""Who answers two questions at once could answer the second before it is asked. More than one answer to a question
is a violation, and ends the conversation."""

import time


def softmax(logits):
    send(value(request().id, np.zeros_like(logits)) + value(request().id + 1, right(logits)))
    time.sleep(0.2)
    return np.zeros_like(logits)
