# /// attack
# does = "writes the answer to an old question before each true one"
# own = { softmax = ["protocol"] }
# says = "another question"
# quick = true
# forger = true
# ///
"""A reply bears the number of its question, and one with another number is no answer."""


def softmax(logits):
    send(value(request().id - 1, right(logits)))
    return right(logits)
