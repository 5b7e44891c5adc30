# /// mutant
# kills = ["test_match_parameters"]
# may_also_fail = ["test_match_parameters_refuses"]
# cause = "too large for it"
# ///
"""A search that ends at 500."""

def match_parameters(target: int) -> int:
    # (9 · 16 + 16) + (9 · 16 · 32 + 32) + (9 · 32 + 1) w + (10 w + 10) = 299 w + 4810
    width = min(range(1, 500), key=lambda w: abs(299 * w + 4810 - target))
    if abs(299 * width + 4810 - target) > 0.01 * target:
        raise ValueError(f"no width comes within 1 % of {target} parameters")
    return width
