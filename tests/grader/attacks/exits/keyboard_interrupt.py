# /// attack
# does = "raises KeyboardInterrupt in softmax"
# own = { softmax = ["error"] }
# says = "raised KeyboardInterrupt"
# tiers = "ABCDE"
# ///
"""What a person at the keyboard would send must not stop the grading of a class."""


def softmax(logits):
    raise KeyboardInterrupt
