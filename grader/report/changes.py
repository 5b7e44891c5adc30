"""What a file has beside another: the changed lines, with a few about them, both numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from grader.judge.bounds import bounded_time
from grader.remote.outcomes import LimitReached
from grader.report.text import visible
from grader.report.wording import plural

MOST_COMPARED = 5000  # lines of each
MOST_SHOWN = 250  # lines
LONGEST_LINE = 300
ROOM = 25_000  # characters of text
CONTEXT = 3
_SECONDS = 10.0


@dataclass(frozen=True)
class ChangedLine:
    """`sign`: + for what was added, - for what is gone, … where lines that are the same are left out. The numbers are
    0 where a side does not have the line."""

    sign: Literal["+", "-", " ", "…"]
    before: int
    after: int
    text: str


@dataclass(frozen=True)
class Changes:
    title: str
    summary: str
    lines: tuple[ChangedLine, ...]
    left_out: int


def changes(title: str, before: Sequence[str], after: Sequence[str]) -> Changes:
    if list(before) == list(after):
        return Changes(title, "nothing", (), 0)
    matcher = SequenceMatcher(None, before[:MOST_COMPARED], after[:MOST_COMPARED])
    try:
        with bounded_time(_SECONDS):
            groups = [list(group) for group in matcher.get_grouped_opcodes(CONTEXT)]
    except LimitReached:
        return Changes(title, "they could not be compared in time", (), 0)
    found: list[ChangedLine] = []
    for number, group in enumerate(groups):
        if number:
            found.append(ChangedLine("…", 0, 0, ""))
        for tag, i, i_end, j, j_end in group:
            if tag == "equal":
                pairs = zip(range(i, i_end), range(j, j_end), strict=True)
                found += [ChangedLine(" ", at + 1, to + 1, before[at]) for at, to in pairs]
                continue
            found += [ChangedLine("-", at + 1, 0, before[at]) for at in range(i, i_end)]
            found += [ChangedLine("+", 0, to + 1, after[to]) for to in range(j, j_end)]
    shown, room = [], ROOM
    for line in found[:MOST_SHOWN]:
        cut = visible(line.text[:LONGEST_LINE]) + (" …" if len(line.text) > LONGEST_LINE else "")
        room -= len(cut)
        if room < 0:
            break
        shown.append(ChangedLine(line.sign, line.before, line.after, cut))
    added, gone = (sum(line.sign == sign for line in found) for sign in "+-")
    summary = f"{plural(added, 'line')} added, {plural(gone, 'line')} taken away"
    if max(len(before), len(after)) > MOST_COMPARED:
        summary += f", in the first {MOST_COMPARED:,} lines"
    return Changes(title, summary, tuple(shown), len(found) - len(shown))
