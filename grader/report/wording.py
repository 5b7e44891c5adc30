"""Numbers, times and outcomes in words, the same on every page."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from grader.judge.grade import Outcome, Status
from grader.report.text import one_line

Tone = Literal["good", "part", "bad", "follow", "mute"]


@dataclass(frozen=True)
class Verdict:
    """How an outcome is shown: a word, the icon beside it, and the tone that only repeats what both say."""

    word: str
    icon: str
    tone: Tone


VERDICTS: Final[dict[Status, Verdict]] = {
    "passed": Verdict("passed", "check", "good"),
    "partial": Verdict("partial", "half", "part"),
    "failed": Verdict("failed", "cross", "bad"),
    "error": Verdict("error", "warning", "bad"),
    "timeout": Verdict("timed out", "clock", "bad"),
    "memory": Verdict("out of memory", "warning", "bad"),
    "limit": Verdict("over a limit", "warning", "bad"),
    "crashed": Verdict("crashed", "warning", "bad"),
    "protocol": Verdict("no valid answer", "warning", "bad"),
    "forbidden": Verdict("not allowed", "warning", "bad"),
    "skipped": Verdict("skipped", "dash", "mute"),
    "not_run": Verdict("not run", "dash", "mute"),
}
FOLLOWS: Final = Verdict("follows", "arrow", "follow")


def verdict(test: Outcome) -> Verdict:
    follows = test.follows_from is not None and test.status not in {"passed", "skipped", "not_run"}
    return FOLLOWS if follows else VERDICTS[test.status]


def number(value: float, decimals: int = 2) -> str:
    """At most `decimals` decimals, no trailing zeros: 6, 5.5, 72.25."""
    if not math.isfinite(value):
        return str(value)
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def significant(value: float) -> str:
    """Four significant digits, for the numbers of a curve or a heat map."""
    return f"{value:.4g}".replace("e-0", "e-").replace("e+0", "e+")


def percent(share: float) -> str:
    return f"{number(100 * share, 1)} %"


def plural(count: float, thing: str) -> str:
    return f"{number(count)} {thing}" if count == 1 else f"{number(count)} {thing}s"


def duration(seconds: float) -> str:
    """0.03 s, 2.4 s, 51 s, 2 min 5 s."""
    if not math.isfinite(seconds):
        return "unknown"
    if seconds >= 99.5:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes:,} min {rest} s"
    return f"{seconds:.{0 if seconds >= 9.95 else 1 if seconds >= 0.995 else 2}f} s"


def megabytes(amount: float) -> str:
    return f"{number(amount, 0)} MB" if amount > 0 else "not measured"


def tier(isolation: str) -> str:
    """The letter that an account of the isolation begins with; all of it when it does not begin with one."""
    first = isolation.removeprefix("tier ").split(maxsplit=1)[:1]
    letter = first[0].rstrip(":,;") if first else ""
    return letter if letter in {"A", "B", "C", "D", "E"} else isolation


def moment(iso: str) -> str:
    """21 November 2026, 21:30 UTC; what is no date in ISO 8601 is shown as it is."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return one_line(iso)
    month = _MONTHS[when.month - 1]
    return f"{when.day} {month} {when.year}, {when:%H:%M} {when.tzname() or ''}".strip()


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
