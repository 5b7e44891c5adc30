# /// attack
# does = "answers with an int of a hundred thousand digits"
# own = { cross_entropy = ["failed"] }
# ///
"""To write it in decimal takes time that grows with the square. Beyond 4,096 hexadecimal digits it stays where it
is."""

def cross_entropy(logits, targets):
    return 10**100_000
