# /// attack
# does = "calls itself without end in softmax"
# own = { softmax = ["error"] }
# says = "RecursionError"
# tiers = "ABCDE"
# ///
"""The most common mistake with a recursive function. Python stops it, and the message is Python's."""


def softmax(logits):
    return softmax(logits)
