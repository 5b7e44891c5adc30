# /// attack
# does = "answers with a list of a million objects"
# own = { softmax = ["failed", "timeout"] }
# ///
"""A handle for each would keep both sides busy. Of more values than a message may hold, the list is kept as a
whole; making it is on the submission's time."""

def softmax(logits):
    return [object() for _ in range(1_000_000)]
