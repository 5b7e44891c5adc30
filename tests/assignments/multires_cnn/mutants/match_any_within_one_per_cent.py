# /// mutant
# kills = ["test_match_parameters"]
# cause = "within"
# ///
"""The first width that comes within 1 %."""

def match_parameters(target: int) -> int:
    # (9 · 16 + 16) + (9 · 16 · 32 + 32) + (9 · 32 + 1) w + (10 w + 10) = 299 w + 4810
    width = next(w for w in range(1, 10_000) if abs(299 * w + 4810 - target) <= 0.01 * target)
    if abs(299 * width + 4810 - target) > 0.01 * target:
        raise ValueError(f"no width comes within 1 % of {target} parameters")
    return width
