# /// attack
# does = "loops without end when the file is run"
# all = ["timeout"]
# says = "running mlp.py itself took longer than 5 s"
# tiers = "ABCDE"
# ///
"""A training loop at the top level is a common accident. It is waited for once, not once a test."""

while True:
    pass
