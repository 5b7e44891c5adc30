"""What people decide. Each is kept as it was taken; of two about the same, the later one holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct


class Extend(Struct, frozen=True, tag="extend"):
    """It is due at `until`, or so many days later than for others; with neither as for others again."""

    until: datetime | None = None
    days: int = 0


class Excuse(Struct, frozen=True, tag="excuse"):
    """Nothing is expected."""

    excused: bool = True


class Override(Struct, frozen=True, tag="override"):
    """The points of a test for one submission, by its digest, whatever it gave; None for what it gave."""

    test: str
    points: float | None
    digest: str = ""


class Bonus(Struct, frozen=True, tag="bonus"):
    """Points beside the tests, or fewer."""

    points: float


class Slip(Struct, frozen=True, tag="slip"):
    """So many late days are free at most; None for what the rules say."""

    days: int | None


class Comment(Struct, frozen=True, tag="comment"):
    """For the student to read; one more does not replace another, only `withdrawn` takes it back."""

    text: str
    withdrawn: bool = False


class Mark(Struct, frozen=True, tag="mark"):
    """The points for a written answer, criterion by criterion, as long as it is this text; none to take them back."""

    question: int
    text_digest: str
    points: tuple[float, ...]
    comment: str = ""


class TestRule(Struct, frozen=True, tag="test"):
    """For all: a test that was wrong is dropped, or gives its points to everyone; "none" to count it again."""

    __test__ = False  # pytest collects what is called like this

    test: str
    how: Literal["drop", "full", "none"]
    may_lower: bool = False


class Rerun(Struct, frozen=True, tag="rerun"):
    """What a test that was put right gives for this attempt."""

    attempt: int
    test: str
    points: float
    max_points: float
    status: str
    message: str = ""
    may_lower: bool = False


class Release(Struct, frozen=True, tag="release"):
    """Students may see their grades, or no longer."""

    released: bool


What = Extend | Excuse | Override | Bonus | Slip | Comment | Mark | TestRule | Rerun | Release


@dataclass(frozen=True)
class Decision:
    """`login` "" is everyone, `slug` "" every assignment."""

    moment: datetime
    who: str
    why: str
    login: str
    slug: str
    what: What


def kind_of(what: What) -> str:
    return str(type(what).__struct_config__.tag)


def told(what: What) -> dict[str, Any]:
    """As the store keeps it."""
    found: dict[str, Any] = msgspec.to_builtins(what)
    return found


def from_told(content: Any) -> What:
    found: What = msgspec.convert(content, What)
    return found


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """Those that hold, in order: none of them was taken back or replaced by a later one about the same."""
    found: dict[object, Decision] = {}
    for one in decisions:
        key = one.login, one.slug, type(one.what), _about(one.what)
        found.pop(key, None)
        found[key] = one
    return list(found.values())


def _about(what: What) -> object:
    match what:
        case Override():
            return what.test, what.digest
        case TestRule():
            return what.test
        case Rerun():
            return what.test, what.attempt
        case Mark():
            return what.question, what.text_digest
        case Comment():
            return what.text
        case _:
            return None


def takes_back(what: What) -> bool:
    """Whether it only says that something is as the rules and tests have it."""
    none = (Extend(), Excuse(excused=False), Bonus(0), Slip(None))
    match what:
        case Override(points=None) | TestRule(how="none") | Mark(points=()) | Comment(withdrawn=True):
            return True
        case _:
            return what in none


def in_words(what: What, title: Callable[[str], str] = str) -> str:
    """In half a sentence, for a trail; `title` says what a test is called for the reader."""
    match what:
        case Extend(until=None, days=0):
            return "due as for others"
        case Extend(until=None):
            return f"due {what.days} day{'s' if what.days != 1 else ''} later"
        case Extend():
            return f"due at {what.until:%Y-%m-%d %H:%M %Z}"
        case Excuse():
            return "excused" if what.excused else "not excused"
        case Override(points=None):
            return f"{title(what.test)} counts as it was graded"
        case Override():
            return f"{title(what.test)} set to {what.points:g} points"
        case Bonus():
            return f"{what.points:+g} points"
        case Slip(days=None):
            return "late days as the rules have them"
        case Slip():
            return f"{what.days} late days are free"
        case Comment():
            return f"comment {'taken back' if what.withdrawn else 'left'}: {what.text}"
        case Mark():
            given = f"{sum(what.points):g} points" if what.points else "points taken back"
            return f"question {what.question}: {given}" + (f" ({what.comment})" if what.comment else "")
        case TestRule(how="drop"):
            return f"{title(what.test)} is dropped"
        case TestRule(how="full"):
            return f"{title(what.test)} gives all its points"
        case TestRule():
            return f"{title(what.test)} counts as it was graded"
        case Rerun():
            return f"{title(what.test)} run again: {what.points:g} of {what.max_points:g}"
        case Release():
            return "released" if what.released else "held back"
