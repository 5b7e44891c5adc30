"""What would change: for each student what is there, what should be, or why nothing is posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from grader.gradebook import Entry
from grader.push.comments import is_among
from grader.push.matching import Match

_NO_DIFFERENCE = 0.005  # points; two decimals are shown


@dataclass(frozen=True)
class Shown:
    """What the learning system has of a student: `comments` are those of others than the student."""

    score: float | None = None
    excused: bool = False
    comments: tuple[str, ...] = ()
    taken_off: float = 0.0
    """by a rule of the learning system's own, from the score"""


@dataclass(frozen=True)
class Wanted:
    """Points, or excused."""

    points: float | None
    comments: tuple[str, ...] = ()

    def is_shown(self, shown: Shown) -> bool:
        """Whether the grade is there already."""
        if self.points is None:
            return shown.excused
        if shown.excused or shown.score is None:
            return False
        return round(abs(shown.score - self.points), 6) <= _NO_DIFFERENCE

    @property
    def grade(self) -> str:
        return "excused" if self.points is None else number(self.points)


@dataclass(frozen=True)
class Choice:
    """What is to be posted of what counts."""

    unreleased: bool = False
    missing_as_zero: bool = False
    comments: bool = True


@dataclass(frozen=True)
class Step:
    """What is done for one student."""

    login: str
    wanted: Wanted | None = None
    account: int = 0
    before: Shown = Shown()
    grade: bool = False
    """whether the grade is to be posted"""
    comments: tuple[str, ...] = ()
    """to be posted"""
    found: tuple[str, ...] = ()
    """comments that are there, of which we did not know"""
    why_not: str = ""
    """nothing can be posted, or should be"""
    cannot: bool = False
    """something should be posted, and cannot"""
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        return self.grade or bool(self.comments)

    def line(self) -> str:
        """Who, from what, to what; or why not."""
        if self.wanted is None or self.cannot:
            return f"{self.login}: not posted: {self.why_not}"
        told = "as it is" if not self.grade else f"{was(self.before)} → {self.wanted.grade}"
        told += f" ({self.wanted.grade})" if not self.grade else ""
        if self.comments:
            told += f", {len(self.comments)} comment{'s' if len(self.comments) > 1 else ''}"
        return "; ".join((f"{self.login}: {told}", *self.notes))


class Posted(Protocol):
    """What has been posted before."""

    def has_comment(self, login: str, account: int, comment: str) -> bool: ...

    def last_grade(self, login: str, account: int) -> str: ...


def plan(
    entries: Iterable[Entry],
    matches: Mapping[str, Match],
    shown: Mapping[int, Shown],
    posted: Posted,
    choice: Choice,
) -> list[Step]:
    """A step for each student; `shown` by account."""
    return [_step(entry, matches[entry.student.login], shown, posted, choice) for entry in entries]


def _step(entry: Entry, match: Match, shown: Mapping[int, Shown], posted: Posted, choice: Choice) -> Step:
    login = entry.student.login
    why_not = _left_out(entry, choice)
    if why_not:
        there = shown.get(match.account.id, Shown()) if match.account is not None else Shown()
        still = f"; Canvas shows {was(there)}" if there.excused or there.score is not None else ""
        return Step(login, why_not=f"{why_not}{still}")
    comments = tuple(dict.fromkeys(text for text in entry.comments if text.strip())) if choice.comments else ()
    wanted = Wanted(entry.points, comments)
    if match.account is None:
        return Step(login, wanted, why_not=match.why_not, cannot=True)
    account = match.account.id
    before = shown.get(account, Shown())
    new = [text for text in wanted.comments if not posted.has_comment(login, account, text)]
    found = tuple(text for text in new if is_among(text, before.comments))
    grade = not wanted.is_shown(before)
    notes = []
    last = posted.last_grade(login, account)
    if grade and last and was(before) not in (last, wanted.grade):
        notes.append(f"it was posted as {last}, and changed there since")
    if before.taken_off and not grade:
        notes.append(f"Canvas takes {number(before.taken_off)} off by a rule of its own")
    if entry.awaiting:
        notes.append(f"answers worth {number(entry.awaiting)} wait for a person")
    return Step(
        login=login,
        wanted=wanted,
        account=account,
        before=before,
        grade=grade,
        comments=tuple(text for text in new if text not in found),
        found=found,
        notes=tuple(notes),
    )


def _left_out(entry: Entry, choice: Choice) -> str:
    if entry.status == "not graded":
        return "not graded"
    if not entry.released and not choice.unreleased:
        return "not released"
    if entry.status == "missing" and not choice.missing_as_zero:
        return "missing"
    return ""


def was(shown: Shown) -> str:
    if shown.excused:
        return "excused"
    return "nothing" if shown.score is None else number(shown.score)


def number(points: float) -> str:
    """As it is posted: 12 digits are more than a sum of points has, and fewer than binary fractions give."""
    return f"{points:.12g}"
