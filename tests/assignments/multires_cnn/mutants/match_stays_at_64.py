# /// mutant
# kills = ["test_match_parameters"]
# cause = "64"
# ///
"""The width is left at 64."""

def match_parameters(target: int) -> int:
    width = 64
    if target < 6000:
        raise ValueError("too few")
    return width
