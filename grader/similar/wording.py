"""What is said of a comparison, in a terminal as on a page."""

from __future__ import annotations

from collections import Counter

from grader.similar.comparing import Comparison, Origin

NO_VERDICT = (
    "This is evidence for a person, and not a verdict: code can be alike because two worked together as they may, had "
    "the same help or the same book, or because there are few ways to write it. Look at the marked parts, and talk to "
    "those who wrote them."
)
_CALLED: dict[Origin, str] = {"class": "in the class", "earlier": "of earlier years", "known": "known already"}


def percent(share: float) -> str:
    """Rounded down, so that only what is whole is 100 %."""
    return f"{int(100 * share + 1e-9)} %"


def summary(comparison: Comparison) -> str:
    counts = Counter(source.origin for source in comparison.sources)
    said = ", ".join(f"{counts[origin]:,} {called}" for origin, called in _CALLED.items() if counts[origin])
    pairs = len(comparison.pairs)
    threshold = percent(comparison.rules.threshold)
    found = f"{pairs:,} {'pair shares' if pairs == 1 else 'pairs share'} {threshold} or more"
    return f"{said or 'nothing'} compared; {found}"


def nothing_own(comparison: Comparison) -> str:
    """How many in the class have nothing that could be compared; "" where all have something."""
    numbers = [number for number, source in enumerate(comparison.sources) if source.origin == "class"]
    count = sum(not comparison.own(number).any() for number in numbers)
    return f"{count:,} with nothing in them beside the template and what many have written" if count else ""
