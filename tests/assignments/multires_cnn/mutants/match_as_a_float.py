# /// mutant
# kills = ["test_match_parameters"]
# cause = "whole numbers"
# ///
"""The width is a float."""

def match_parameters(target: int) -> int:
    # (9 · 16 + 16) + (9 · 16 · 32 + 32) + (9 · 32 + 1) w + (10 w + 10) = 299 w + 4810
    width = max(1, round((target - 4810) / 299))
    if abs(299 * width + 4810 - target) > 0.01 * target:
        raise ValueError(f"no width comes within 1 % of {target} parameters")
    return float(width)
