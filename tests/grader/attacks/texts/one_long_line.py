# /// attack
# does = "raises and prints a line of five million letters"
# own = { softmax = ["error"] }
# ///
"""A message is shortened where it is made, and once more where it is read."""

TEXT = "x" * 5_000_000 + "the end"


def softmax(logits):
    print(TEXT)
    raise type(TEXT[:90], (Exception,), {})(TEXT)
