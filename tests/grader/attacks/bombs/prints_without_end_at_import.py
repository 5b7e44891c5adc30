# /// attack
# does = "prints without end when the file is run"
# all = ["limit"]
# tiers = "ABCDE"
# ///
"""There is no process for a test yet, and nobody to whom the output belongs. It ends all the same, and once."""

while True:
    print("here", "x" * 10_000)
