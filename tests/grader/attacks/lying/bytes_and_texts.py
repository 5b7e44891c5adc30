# /// attack
# does = "answers with a text of a million letters with a hash, a null and half a character in it"
# own = { softmax = ["failed"] }
# ///
"""What cannot be written as UTF-8 is written as an escape, and a text is no array."""

def softmax(logits):
    return "\ud800\0\x1b[2J" + "passed " * 100_000
