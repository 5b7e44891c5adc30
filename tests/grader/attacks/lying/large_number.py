# /// attack
# does = "answers with an int of four thousand digits, which no float can hold"
# own = { cross_entropy = ["failed"] }
# ///
"""It is sent as it is, and what cannot be made of it is a finding about the answer, no fault of the judge."""

def cross_entropy(logits, targets):
    return 10**4_000
