# /// mutant
# kills = ["test_match_parameters_refuses"]
# cause = "accepted"
# ///
"""Within 10 %."""

def match_parameters(target: int) -> int:
    width = max(1, round((target - 4810) / 299))
    if abs(299 * width + 4810 - target) > 0.1 * target:
        raise ValueError(f"no width comes within 1 % of {target} parameters")
    return width
