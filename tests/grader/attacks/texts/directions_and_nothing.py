# /// attack
# does = "raises and prints characters that turn the direction of what follows, or are not seen"
# own = { softmax = ["error"] }
# ///
"""A line can be made to read as another one. Such characters are named where they stand."""

TEXT = "\u202e001 / 001\u202c \u2066passed\u2069 \u200bfailed\u2060 \ufeff\u00ad\u3164 \U000e0041 a" + "\u0301" * 200


def softmax(logits):
    print(TEXT)
    raise type(TEXT[:90], (Exception,), {})(TEXT)
