# /// mutant
# kills = ["test_match_parameters_refuses"]
# cause = "however far"
# ///
"""The nearest width, however far away."""

def match_parameters(target: int) -> int:
    # (9 · 16 + 16) + (9 · 16 · 32 + 32) + (9 · 32 + 1) w + (10 w + 10) = 299 w + 4810
    width = max(1, round((target - 4810) / 299))
    return width
