# /// mutant
# kills = ["test_match_parameters_refuses"]
# cause = "accepted"
# ///
"""None where no width fits."""

def match_parameters(target: int) -> int:
    width = max(1, round((target - 4810) / 299))
    if abs(299 * width + 4810 - target) > 0.01 * target:
        return None
    return width
