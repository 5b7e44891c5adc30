"""The first entries in which a result differs from what it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.report.evidence import NumberTable
from grader.report.text import one_line

MOST_ENTRIES = 12
LONGEST_NAME = 40
LONGEST_NUMBER = 24


@dataclass(frozen=True)
class Differences:
    """`numbers` has a column for what was expected where the reader may know."""

    title: str
    summary: str
    numbers: NumberTable


def differences(evidence: Mapping[Any, Any]) -> Differences | None:
    """None unless there is an entry with a place and a number."""
    entries = evidence.get("entries")
    if not isinstance(entries, Sequence) or isinstance(entries, str | bytes):
        return None
    shown = [one for one in entries[:MOST_ENTRIES] if isinstance(one, Mapping) and "got" in one]
    if not shown:
        return None
    told = any("expected" in one for one in shown)
    rows = tuple(
        (_place(one.get("at")), _number(one["got"]), *([_number(one.get("expected", ""))] if told else []))
        for one in shown
    )
    name = one_line(str(evidence.get("name") or "the result"), LONGEST_NAME)
    wrong, of = evidence.get("wrong"), evidence.get("of")
    summary = ""
    if isinstance(wrong, int) and isinstance(of, int) and of > 1:
        summary = f"{wrong:,} of {of:,} {'entries differs' if wrong == 1 else 'entries differ'}"
        summary += f"; the first {len(rows)} of them" if wrong > len(rows) else ""
    columns = ("Entry", "Got", "Expected") if told else ("Entry", "Got")
    return Differences(f"Where {name} differs", summary, NumberTable(f"Entries of {name} that differ", columns, rows))


def _place(value: object) -> str:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes) or not value:
        return "the value"
    return one_line(f"[{', '.join(map(str, value))}]", LONGEST_NAME)


def _number(value: object) -> str:
    return one_line("not finite" if value is None else str(value), LONGEST_NUMBER)
