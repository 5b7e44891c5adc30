# /// mutant
# kills = ["test_match_parameters_refuses"]
# cause = "more than 1 % allowed"
# ///
"""Within 10 %."""

def match_parameters(target: int) -> int:
    # (9 · 16 + 16) + (9 · 16 · 32 + 32) + (9 · 32 + 1) w + (10 w + 10) = 299 w + 4810
    width = max(1, round((target - 4810) / 299))
    if abs(299 * width + 4810 - target) > 0.1 * target:
        raise ValueError(f"no width comes within 1 % of {target} parameters")
    return width
