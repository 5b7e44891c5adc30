"""From the tests to the points that count: the lines of a gradebook, as a page shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader.gradebook import Entry
from grader.gradebook.decisions import Comment, Decision, Mark, Release, in_words, takes_back
from grader.report.bars import share
from grader.report.text import LONGEST_TITLE, block, one_line
from grader.report.wording import moment, number, percent, plural

LONGEST_DECISION = LONGEST_TITLE + 80
_NOT_SHOWN = (Comment, Mark, Release)  # they are shown otherwise


@dataclass(frozen=True)
class DecisionView:
    """`why`, `who` and `when` are the instructor's: a reason may speak of others, or of what a hidden test expects."""

    what: str
    why: str
    who: str
    when: str


@dataclass(frozen=True)
class Account:
    """What counts, and how it came about."""

    points: str
    max_points: str
    percentage: str
    status: str
    lines: tuple[tuple[str, str], ...]
    due: str
    received: str
    awaiting: str
    comments: tuple[str, ...]
    decisions: tuple[DecisionView, ...]
    problems: tuple[str, ...]


def account_of(entry: Entry, titles: Mapping[str, str], *, instructor: bool) -> Account:
    """`titles`: what each test is called for the reader."""

    def title(test: str) -> str:
        return one_line(titles.get(test, "a test"), LONGEST_TITLE)

    shown = [one for one in entry.decisions if not isinstance(one.what, _NOT_SHOWN) and not takes_back(one.what)]
    return Account(
        points=number(entry.points) if entry.points is not None else "",
        max_points=number(entry.max_points),
        percentage=percent(share(entry.points or 0.0, entry.max_points)),
        status=entry.status,
        lines=tuple(
            (line.said(title(line.test)) if line.test else line.what, _signed(line.points)) for line in entry.lines
        ),
        due=moment(entry.due.isoformat()) if entry.due is not None else "",
        received=moment(entry.received.isoformat()) if entry.received is not None else "",
        awaiting=f"{plural(entry.awaiting, 'point')} await grading" if entry.awaiting else "",
        comments=tuple(map(block, entry.comments)),
        decisions=tuple(_decision(one, title, instructor=instructor) for one in shown),
        problems=tuple(map(one_line, entry.problems)),
    )


def _signed(points: Fraction) -> str:
    return f"{'−' if points < 0 else '+'}{number(abs(float(points)))}"


def _decision(one: Decision, title: Callable[[str], str], *, instructor: bool) -> DecisionView:
    return DecisionView(
        what=one_line(in_words(one.what, title), LONGEST_DECISION) + ("" if one.login else " (for everyone)"),
        why=block(one.why) if instructor else "",
        who=one_line(one.who) if instructor else "",
        when=moment(one.moment.isoformat()) if instructor else "",
    )
