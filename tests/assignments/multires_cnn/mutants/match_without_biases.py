# /// mutant
# kills = ["test_match_parameters"]
# may_also_fail = ["test_match_parameters_refuses"]
# cause = "biases"
# ///
"""Without the biases."""

def match_parameters(target: int) -> int:
    # (9 · 16 + 16) + (9 · 16 · 32 + 32) + (9 · 32 + 1) w + (10 w + 10) = 299 w + 4810
    width = max(1, round((target - 4752) / 298))
    if abs(299 * width + 4810 - target) > 0.05 * target:
        raise ValueError(f"no width comes within 1 % of {target} parameters")
    return width
