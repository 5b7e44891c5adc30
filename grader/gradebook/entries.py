"""What a student's grade comes to, line by line: points of tests, of people, lateness, bonus, rounding.

The order is fixed: tests (with what was decided about them), written answers, lateness, bonus, the cap, rounding.
The lines add up to the points exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Literal

from grader.gradebook.decisions import (
    Bonus,
    Comment,
    Decision,
    Excuse,
    Extend,
    Mark,
    Override,
    Release,
    Rerun,
    Slip,
    TestRule,
)
from grader.people import Student
from grader.policies import Policy, days_after, days_late, exact, late_share, rounded
from grader.store import Found

_NOTHING = Fraction(0)
Status = Literal["graded", "missing", "excused", "not graded"]


@dataclass(frozen=True)
class Line:
    """One step from the tests to the points; `test` is what it is about, if that is one test."""

    what: str
    points: Fraction
    test: str = ""

    def said(self, title: str = "") -> str:
        """In words; `title` stands for the test, where its id is not for the reader."""
        return f"{title or self.test}, {self.what}" if self.test else self.what


@dataclass(frozen=True)
class TestPoints:
    """One test of an attempt, as it was graded."""

    __test__ = False  # pytest collects what is called like this

    part: str
    points: Fraction
    max_points: Fraction


@dataclass(frozen=True)
class Written:
    """One written answer of an attempt: `text_digest` is "" where nothing was written."""

    number: int
    text_digest: str
    max_points: Fraction


@dataclass(frozen=True)
class Rules:
    """What an assignment says of points."""

    policy: Policy
    max_score: Fraction
    """of all parts"""
    bonus: Fraction
    """of those that come on top"""
    written: Fraction
    """of the questions"""

    @property
    def most(self) -> Fraction:
        return self.max_score - self.bonus + self.written


@dataclass(frozen=True)
class Facts:
    """What there is of one student: `tests` only those that a decision is about."""

    student: Student
    handed_in: int | None
    digest: str
    received: datetime | None
    attempt: Found | None
    tests: Mapping[str, TestPoints]
    written: tuple[Written, ...]
    bonus: Fraction = Fraction(0)
    """what the tests of bonus parts gave"""
    number: int = 1
    """which of the student's submissions it is"""
    handed_in_in_all: int = 1
    slip_days: int = 0
    """that may be free here, by the rules"""


@dataclass(frozen=True)
class Entry:
    """A student's line in the gradebook. `points` is None for who is excused or not graded yet."""

    student: Student
    status: Status
    points: float | None
    max_points: float
    tests_points: float | None
    """what the tests gave, before anything else"""
    lines: tuple[Line, ...] = ()
    awaiting: float = 0.0
    """points of written answers that no person has graded"""
    received: datetime | None = None
    due: datetime | None = None
    days_late: int = 0
    slip_days: int = 0
    comments: tuple[str, ...] = ()
    attempt: Found | None = None
    digest: str = ""
    released: bool = False
    problems: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    """what holds for this student, oldest first"""


def entry_of(rules: Rules, facts: Facts, decisions: Sequence[Decision]) -> Entry:
    """`decisions`: those in force for this student and assignment, oldest first."""
    own = [one.what for one in decisions]
    status = _status(facts, own)
    late, slipped = lateness(rules.policy, facts, own)
    lines: list[Line] = []
    awaiting = Fraction(0)
    if status == "graded" and facts.attempt is not None:
        lines += _of_tests(rules, facts.attempt, facts, decisions)
        marks, awaiting = _of_answers(facts.written, own)
        lines += marks
        lines += _of_lateness(rules, _sum(lines), late, slipped)
    if status in ("graded", "missing"):
        lines += _of_bonus(own)
        lines += _cap_and_rounding(rules, _sum(lines))
    return Entry(
        student=facts.student,
        status=status,
        points=float(_sum(lines)) if status in ("graded", "missing") else None,
        max_points=float(rules.most),
        tests_points=facts.attempt.score if facts.attempt is not None else None,
        lines=tuple(lines),
        awaiting=float(awaiting),
        received=facts.received,
        due=due_of(rules.policy, own),
        days_late=late,
        slip_days=slipped,
        comments=_comments(own),
        attempt=facts.attempt,
        digest=facts.digest,
        released=_released(decisions),
        problems=tuple(_problems(rules.policy, facts, own)) if status in ("graded", "not graded") else (),
        decisions=tuple(decisions),
    )


def _status(facts: Facts, decided: Sequence[object]) -> Status:
    if excused(decided):
        return "excused"
    if facts.handed_in is None:
        return "missing"
    return "graded" if facts.attempt is not None else "not graded"


def excused(decided: Sequence[object]) -> bool:
    return any(isinstance(what, Excuse) and what.excused for what in decided)


def _released(decisions: Sequence[Decision]) -> bool:
    """What was decided for the student alone holds, whatever is decided for all."""
    found = [one for one in decisions if isinstance(one.what, Release)]
    last = [one.what for one in sorted(found, key=lambda one: bool(one.login))][-1:]
    return any(isinstance(what, Release) and what.released for what in last)


def _comments(decided: Sequence[object]) -> tuple[str, ...]:
    said = [what.text for what in decided if isinstance(what, Comment) and not what.withdrawn]
    marks = [what for what in decided if isinstance(what, Mark) and what.points and what.comment]
    return (*said, *(f"question {mark.question}: {mark.comment}" for mark in marks))


def _problems(policy: Policy, facts: Facts, decided: Sequence[object]) -> Iterator[str]:
    if policy.due is not None and facts.received is None:
        yield "the time at which it was handed in is not known: it is taken as on time"
    if policy.attempts is not None and facts.handed_in_in_all > policy.attempts:
        yield f"{facts.handed_in_in_all} submissions, and {policy.attempts} may count: number {facts.number} does"
    for what in decided:
        if isinstance(what, Override) and what.points is not None and what.digest not in ("", facts.digest):
            yield f"{what.points:g} points that a person gave for a test were for another submission"


def _sum(lines: Iterable[Line]) -> Fraction:
    return sum((line.points for line in lines), _NOTHING)


def due_of(policy: Policy, decided: Sequence[object]) -> datetime | None:
    """When it is due for a student: the latest of what was decided, where it was."""
    due = policy.due_at
    if due is None:
        return None
    extensions = [what for what in decided if isinstance(what, Extend)]
    if not extensions:
        return due
    moved = days_after(due, sum(what.days for what in extensions), policy.zone)
    return max([moved, *(what.until.astimezone(UTC) for what in extensions if what.until is not None)])


def lateness(policy: Policy, facts: Facts, decided: Sequence[object]) -> tuple[int, int]:
    """Days that it is late, and how many of them are free: none where it gets nothing all the same."""
    due = due_of(policy, decided)
    if due is None or facts.received is None or facts.received <= due:
        return 0, 0
    late = days_late(facts.received, due, policy)
    free = facts.slip_days
    for what in decided:
        if isinstance(what, Slip) and what.days is not None:
            free = what.days
    used = min(late, free)
    return late, 0 if policy.late_days is not None and late - used > policy.late_days else used


def _of_tests(rules: Rules, attempt: Found, facts: Facts, decisions: Sequence[Decision]) -> list[Line]:
    """What the attempt gave, and what decisions about tests have changed. Only who says so may lower a grade."""
    lines = [Line("tests", exact(attempt.score))]
    dropped: list[tuple[str, TestPoints, bool]] = []
    bonus = facts.bonus
    for name, test in facts.tests.items():
        rule, rerun, override = _about_test(name, attempt, decisions)
        if override is not None and override.points is not None:
            how, change = "by a person", exact(override.points) - test.points
        elif rule is not None and rule.how == "full":
            how, change = "full points to all", test.max_points - test.points
        elif rule is not None and rule.how == "drop":
            dropped.append((name, test, rule.may_lower))
            continue
        elif rerun is not None and (rerun.may_lower or exact(rerun.points) > test.points):
            how, change = "run again", exact(rerun.points) - test.points
        else:
            continue
        if change:
            lines.append(Line(how, change, name))
            bonus += change if test.part in rules.policy.bonus_parts else 0
    return lines + (_of_dropped(rules, _sum(lines), bonus, dropped) if dropped else [])


def _of_dropped(
    rules: Rules, score: Fraction, bonus: Fraction, dropped: Sequence[tuple[str, TestPoints, bool]]
) -> list[Line]:
    """Without these tests the others are worth as much as all were. What may lower it comes first."""
    lines, total = [], rules.max_score - rules.bonus
    points, left = score - bonus, total
    for name, test, may_lower in sorted(dropped, key=lambda one: (not one[2], one[1].points / one[1].max_points)):
        if test.part in rules.policy.bonus_parts:
            change = -test.points
        elif test.max_points < left:
            change = (points - test.points) * total / (left - test.max_points) - points * total / left
        else:  # nothing would be left: that is everybody's
            change = total - points * total / left
        if change < 0 and not may_lower:
            continue
        if test.part in rules.policy.bonus_parts:
            pass
        elif test.max_points < left:
            points, left = points - test.points, left - test.max_points
        else:
            points = left
        if change:
            lines.append(Line("dropped", change, name))
    return lines


def _about_test(
    name: str, attempt: Found, decisions: Sequence[Decision]
) -> tuple[TestRule | None, Rerun | None, Override | None]:
    """The last of each kind."""
    rule: TestRule | None = None
    rerun: Rerun | None = None
    override: Override | None = None
    for one in decisions:
        match one.what:
            case TestRule(test=test) if test == name:
                rule = one.what
            case Rerun(test=test) if test == name and one.what.attempt == attempt.id:
                rerun = one.what
            case Override(test=test) if test == name and one.what.digest in ("", attempt.digest):
                override = one.what
    return rule, rerun, override


def _of_answers(written: Sequence[Written], decided: Sequence[object]) -> tuple[list[Line], Fraction]:
    """The points that people gave for written answers, and those that nobody has judged yet."""
    lines, awaiting = [], Fraction(0)
    for answer in written:
        if not answer.text_digest:
            continue
        mark: Mark | None = None
        for what in decided:
            if isinstance(what, Mark) and (what.question, what.text_digest) == (answer.number, answer.text_digest):
                mark = what
        if mark is None or not mark.points:
            awaiting += answer.max_points
        else:
            lines.append(Line(f"question {answer.number}", sum(map(exact, mark.points), Fraction(0))))
    return lines, awaiting


def _of_lateness(rules: Rules, points: Fraction, late: int, slipped: int) -> list[Line]:
    if not late:
        return []
    days = f"{late} day{'s' if late != 1 else ''} late"
    free = f", {slipped} of them free" if slipped else ""
    share = late_share(late - slipped, rules.policy) if late > slipped else Fraction(0)
    base = points if rules.policy.late_of == "score" else rules.most
    taken = min(max(points, Fraction(0)), base * share)
    return [Line(f"{days}{free}: {float(share * 100):g} % less", -taken)]


def _of_bonus(decided: Sequence[object]) -> list[Line]:
    given = [what.points for what in decided if isinstance(what, Bonus) and what.points]
    return [Line("bonus" if points > 0 else "taken off", exact(points)) for points in given]


def _cap_and_rounding(rules: Rules, points: Fraction) -> list[Line]:
    """What is below nothing or beyond the cap, and the rounding, which does not carry beyond the most."""
    lines = []
    cap = None if rules.policy.bonus_at_most is None else rules.most + exact(rules.policy.bonus_at_most)
    if points < 0:
        lines.append(Line("not less than 0", -points))
    elif cap is not None and points > cap:
        lines.append(Line(f"not more than {float(cap):g}", cap - points))
    points += _sum(lines)
    if (points / exact(rules.policy.round_to)).denominator == 1 and points <= rules.most:
        return lines
    change = rounded(points, rules.policy.round_to, rules.most if cap is None or points <= rules.most else cap) - points
    if change:
        lines.append(Line(f"rounded to {rules.policy.round_to:g}", change))
    return lines
