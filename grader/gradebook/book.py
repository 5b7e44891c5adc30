"""The gradebook of an assignment: where everyone stands, by the rules and by what people have decided."""

from __future__ import annotations

import getpass
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from grader.course import Assignment, assignment_slugs, course_settings, load_assignment
from grader.errors import GradebookError
from grader.gradebook.decisions import (
    Bonus,
    Decision,
    Extend,
    Override,
    Rerun,
    TestRule,
    What,
    from_told,
    in_force,
    kind_of,
    told,
)
from grader.gradebook.entries import Entry, Facts, Rules, TestPoints, Written, entry_of, excused, lateness
from grader.policies import exact
from grader.store import Current, DecisionRow, Found, HandedInRow, Store

_MOST_DAYS = 3650  # ten years


class Gradebook:
    """Of one assignment, on the store of its course. Methods raise StoreError, and GradebookError for wrong wishes."""

    def __init__(self, assignment: Assignment, store: Store) -> None:
        self.assignment, self.store = assignment, store
        self._policy = assignment.settings.policy

    @property
    def rules(self) -> Rules:
        parts = self.assignment.settings.parts
        bonus = sum((exact(part.points) for part in parts if part.name in self._policy.bonus_parts), Fraction(0))
        written = sum((exact(question.points) for question in self.assignment.questions), Fraction(0))
        return Rules(self._policy, sum((exact(part.points) for part in parts), Fraction(0)), bonus, written)

    # what is

    def entries(self, *, assuming: Sequence[Decision] = ()) -> list[Entry]:
        """Everyone, by login. `assuming`: as if this had been decided, too."""
        return self._entries(assuming=assuming)

    def entry(self, login: str, *, assuming: Sequence[Decision] = ()) -> Entry:
        for one in self._entries(assuming=assuming, login=login):
            return one
        raise GradebookError(f"no student {login!r} in {self.assignment.slug}: grader grades SLUG lists them")

    def decisions(self) -> list[Decision]:
        """All that concern this assignment, oldest first."""
        return decisions_of(self.store, self.assignment.slug)

    # what people want

    def decide(self, what: What, *, why: str, login: str = "", who: str = "", every: bool = False) -> Decision:
        """Write down a decision; `login` "" is everyone, `every` any assignment. The reason belongs to it."""
        decision = self.proposed(what, why=why, login=login, who=who, every=every)
        self.keep([decision])
        return decision

    def keep(self, decisions: Sequence[Decision]) -> None:
        """Write down what was proposed, all of it or nothing."""
        self.store.note_decisions(
            [
                DecisionRow(one.moment, one.who, one.why, one.login, one.slug, kind_of(one.what), told(one.what))
                for one in decisions
            ]
        )

    def proposed(self, what: What, *, why: str, login: str = "", who: str = "", every: bool = False) -> Decision:
        """A decision that is not written down yet. GradebookError where it cannot be taken."""
        if not why.strip():
            raise GradebookError("a decision needs a reason: --why TEXT")
        if login and not self.store.knows(login):
            raise GradebookError(f"no student {login!r} is known: grader grades SLUG lists them")
        fault = self._fault(what)
        if fault:
            raise GradebookError(fault)
        slug = "" if every else self.assignment.slug
        return Decision(datetime.now(UTC), who or user(), why.strip(), login, slug, what)

    def _fault(self, what: What) -> str:
        """Why this cannot be decided; "" if it can."""
        match what:
            case Override() | TestRule():
                tests = self.tests()
                if what.test not in tests:
                    shown = ", ".join(tests) or "none: nothing has been graded yet"
                    return f"{self.assignment.slug} has no test {what.test!r}; there is: {shown}"
                most = tests[what.test]
                if isinstance(what, Override) and what.points is not None and not 0 <= what.points <= most:
                    return f"{what.test} gives 0 to {most:g} points, not {what.points:g}"
            case Bonus() if not math.isfinite(what.points):
                return f"{what.points} is no number of points"
            case Extend() if not 0 <= what.days <= _MOST_DAYS:
                return f"{what.days} days are no extension: {_MOST_DAYS} are the most"
            case Extend() if what.until is not None and what.until > datetime.now(UTC) + timedelta(days=_MOST_DAYS):
                return f"{what.until:%Y-%m-%d} is too far away"
        return ""

    def tests(self) -> dict[str, float]:
        """The tests of the edition that was graded by last, with their points."""
        return self.store.tests_of(self.assignment.slug)

    # below

    def _entries(self, *, assuming: Sequence[Decision] = (), login: str = "") -> list[Entry]:
        rules, decided = self.rules, in_force([*self.decisions(), *assuming])
        candidates = self._candidates(decided, login)
        free = self._slip_days([one.student.login for one, *_ in candidates])
        of_all, of_each = _by_login(decided)
        found = []
        for ones in candidates:
            who = ones[0].student.login
            own = of_each.get(who, [])
            concerning = sorted((*of_all, *own), key=lambda decision: decision.moment) if own else of_all
            entries = [entry_of(rules, replace(one, slip_days=free[who]), concerning) for one in ones]
            places = range(len(entries))
            found.append(entries[max(places, key=lambda place: (_points(entries[place]), place))])
        return found

    def _candidates(self, decided: Sequence[Decision], login: str = "") -> list[list[Facts]]:
        """Of each student what may count: the latest submission, or all where the best one does, in order of time."""
        counting = self._counting(login)
        numbers = [one.attempt.id for ones in counting for one, *_ in ones if one.attempt is not None]
        names = {what.test for what in (one.what for one in decided) if isinstance(what, Override | TestRule | Rerun)}
        tests = defaultdict[int, dict[str, TestPoints]](dict)
        for number, test, part, points, most in self.store.outcomes(numbers, tests=names) if names else ():
            tests[number][test] = TestPoints(part, exact(points), exact(most))
        bonus = defaultdict[int, Fraction](Fraction)
        parts = self._policy.bonus_parts
        for number, _, _, points, _ in self.store.outcomes(numbers, parts=parts) if parts and names else ():
            bonus[number] += exact(points)
        written = defaultdict[int, list[Written]](list)
        asked = len(self.assignment.questions)
        for number, question, digest, most in self.store.answers(numbers) if asked else ():
            if question <= asked:  # else it is asked no longer
                written[number].append(Written(question, digest, exact(most)))
        return [
            [
                Facts(
                    student=one.student,
                    handed_in=one.handed_in,
                    digest=one.digest,
                    received=one.received,
                    attempt=one.attempt,
                    tests=tests.get(one.attempt.id, {}) if one.attempt is not None else {},
                    written=tuple(written.get(one.attempt.id, ())) if one.attempt is not None else (),
                    bonus=bonus.get(one.attempt.id, Fraction(0)) if one.attempt is not None else Fraction(0),
                    number=number,
                    handed_in_in_all=in_all,
                )
                for one, number, in_all in ones
            ]
            for ones in counting
        ]

    def _counting(self, login: str) -> list[list[tuple[Current, int, int]]]:
        """Of each student what may count, which of their submissions it is, and how many there are."""
        standings = [one for one in self.store.current(self.assignment.slug) if login in ("", one.student.login)]
        allowed, best = self._policy.attempts, self.assignment.settings.submissions.counts == "best"
        if allowed is None and not best:
            return [[(one, 1, 1)] for one in standings]
        submissions = self.store.submissions(self.assignment.slug)
        digests = {row.digest for rows in submissions.values() for row in rows}
        attempts = self.store.attempts_at(self.assignment.slug, sorted(digests))
        found = []
        for one in standings:
            rows = submissions.get(one.student.login, [])
            places = {row.digest: place for place, row in enumerate(rows, 1)}
            number = places.get(one.digest, 1)
            ones = [(one, number, max(1, len(rows)))] if allowed is None or number <= allowed else []
            if rows and (best or not ones):
                chosen = [row for row in rows[:allowed] if row.digest != one.digest or not ones]
                ones += [
                    (_standing(one, row, attempts.get(row.digest)), places[row.digest], len(rows))
                    for row in (chosen if best else chosen[-1:])
                ]
            found.append(sorted(ones, key=lambda three: three[1]))
        return found

    def _slip_days(self, logins: Sequence[str]) -> dict[str, int]:
        """How many late days may be free here for each student: of those of the course, what earlier ones have left."""
        own = self._policy.slip_days
        in_all = course_settings(self.assignment.course).slip_days
        if in_all is None or not own:
            return dict.fromkeys(logins, own)
        left = dict.fromkeys(logins, in_all)
        for other in self._due_before():
            policy = other.settings.policy
            book = Gradebook(other, self.store)
            decided = in_force(book.decisions())
            of_all, of_each = _by_login(decided)
            for one, *_ in book._candidates(decided):
                login = one.student.login
                concerning = [decision.what for decision in (*of_all, *of_each.get(login, []))]
                if login not in left or excused(concerning):
                    continue
                # what a person has given beside is not of the course's
                free = min(policy.slip_days, left[login])
                _, used = lateness(policy, replace(one, slip_days=free), concerning)
                left[login] -= min(used, free)
        return {login: min(own, days) for login, days in left.items()}

    def _due_before(self) -> list[Assignment]:
        """The assignments with slip days that are due before this one, first things first."""
        course = self.assignment.course
        others = (load_assignment(course, slug) for slug in assignment_slugs(course))
        due = self._policy.due_at
        earlier = [
            (at, one.slug, one)
            for one in others
            if one.slug != self.assignment.slug
            and one.settings.policy.slip_days
            and (at := one.settings.policy.due_at) is not None
            and due is not None
            and (at, one.slug) < (due, self.assignment.slug)
        ]
        return [one for _, _, one in sorted(earlier, key=lambda three: three[:2])]


def _standing(one: Current, row: HandedInRow, attempt: Found | None) -> Current:
    """A student with another submission of theirs."""
    return replace(one, handed_in=row.id, digest=row.digest, received=row.received, origin=row.origin, attempt=attempt)


def _points(entry: Entry) -> float:
    return -1.0 if entry.points is None else entry.points


def decisions_of(store: Store, slug: str) -> list[Decision]:
    """All that concern an assignment, oldest first."""
    return [
        Decision(row["moment"], row["who"], row["why"], row["login"] or "", row["slug"], from_told(row["told"]))
        for row in store.decisions(slug)
    ]


def _by_login(decided: Sequence[Decision]) -> tuple[list[Decision], dict[str, list[Decision]]]:
    """Those that are about everyone, and each student's own."""
    of_each = defaultdict[str, list[Decision]](list)
    for one in decided:
        of_each[one.login].append(one)
    return of_each.pop("", []), of_each


def user() -> str:
    """Who is logged in."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a uid without a name
        return "unknown"
