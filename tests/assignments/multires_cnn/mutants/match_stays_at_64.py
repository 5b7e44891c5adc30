# /// mutant
# kills = ["test_match_parameters"]
# may_also_fail = ["test_match_parameters_refuses"]
# cause = "64"
# ///
"""The width is left at 64."""

def match_parameters(target: int) -> int:
    # (9 · 16 + 16) + (9 · 16 · 32 + 32) + (9 · 32 + 1) w + (10 w + 10) = 299 w + 4810
    width = 64
    if target < 6000:
        raise ValueError("too few")
    return width
