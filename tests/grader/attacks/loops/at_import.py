# /// attack
# does = "loops without end when the file is run"
# own = {}
# says = "was left out: took longer than 5 s and was stopped"
# tiers = "ABCDE"
# ///
"""A training loop at the top level is a common accident. It is waited for once, not once a test, and costs itself."""

while True:
    pass
