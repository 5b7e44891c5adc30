# /// mutant
# kills = ["test_match_parameters_refuses"]
# cause = "accepted"
# ///
"""The nearest width, however far away."""

def match_parameters(target: int) -> int:
    width = max(1, round((target - 4810) / 299))
    return width
