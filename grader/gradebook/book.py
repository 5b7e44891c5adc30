"""The gradebook of an assignment: where everyone stands, by the rules and by what people have decided."""

from __future__ import annotations

import getpass
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from grader.course import Assignment, assignment_slugs, course_settings, load_assignment
from grader.errors import GradebookError
from grader.gradebook.decisions import (
    Bonus,
    Decision,
    Override,
    Rerun,
    TestRule,
    What,
    from_told,
    in_force,
    kind_of,
    told,
)
from grader.gradebook.entries import Entry, Facts, Rules, TestPoints, Written, entry_of, lateness
from grader.policies import exact
from grader.store import Current, HandedInRow, Store


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
        rules, decided = self.rules, in_force([*self.decisions(), *assuming])
        facts = self._facts(decided)
        free = self._slip_days(facts)
        of_all, of_each = _by_login(decided)
        found = []
        for one in facts:
            own = of_each.get(one.student.login, [])
            concerning = sorted((*of_all, *own), key=lambda decision: decision.moment) if own else of_all
            found.append(entry_of(rules, replace(one, slip_days=free[one.student.login]), concerning))
        return found

    def entry(self, login: str) -> Entry:
        for one in self.entries():
            if one.student.login == login:
                return one
        raise GradebookError(f"no student {login!r} in {self.assignment.slug}: grader grades SLUG lists them")

    def decisions(self) -> list[Decision]:
        """All that concern this assignment, oldest first."""
        return decisions_of(self.store, self.assignment.slug)

    # what people want

    def decide(self, what: What, *, why: str, login: str = "", who: str = "", every: bool = False) -> Decision:
        """Write down a decision; `login` "" is everyone, `every` any assignment. The reason belongs to it."""
        decision = self.proposed(what, why=why, login=login, who=who, every=every)
        self.store.note_decision(
            moment=decision.moment,
            who=decision.who,
            why=decision.why,
            login=login,
            slug=decision.slug,
            kind=kind_of(what),
            told=told(what),
        )
        return decision

    def proposed(self, what: What, *, why: str, login: str = "", who: str = "", every: bool = False) -> Decision:
        """As `decide`, but nothing is written."""
        if not why.strip():
            raise GradebookError("a decision needs a reason: --why TEXT")
        if login and not self.store.knows(login):
            raise GradebookError(f"no student {login!r} is known: grader grades SLUG lists them")
        if isinstance(what, Override | TestRule):
            tests = self.tests()
            if what.test not in tests:
                shown = ", ".join(tests) or "none: nothing has been graded yet"
                raise GradebookError(f"{self.assignment.slug} has no test {what.test!r}; there is: {shown}")
            if isinstance(what, Override) and what.points is not None and not 0 <= what.points <= tests[what.test]:
                raise GradebookError(f"{what.test} gives 0 to {tests[what.test]:g} points, not {what.points:g}")
        if isinstance(what, Bonus) and not math.isfinite(what.points):
            raise GradebookError(f"{what.points} is no number of points")
        return Decision(
            datetime.now(UTC), who or _user(), why.strip(), login, "" if every else self.assignment.slug, what
        )

    def tests(self) -> dict[str, float]:
        """The tests of the edition that was graded by last, with their points."""
        return self.store.tests_of(self.assignment.slug)

    # below

    def _facts(self, decided: Sequence[Decision]) -> list[Facts]:
        slug, best = self.assignment.slug, self.assignment.settings.submissions.counts == "best"
        standings = self.store.current(slug, best=best)
        counting = {one.student.login: (one, 1, 1) for one in standings}
        if self._policy.attempts is not None:
            counting = self._within_attempts(standings, self._policy.attempts, best=best)
        numbers = [one.attempt.id for one, _, _ in counting.values() if one.attempt is not None]
        names = {what.test for what in (one.what for one in decided) if isinstance(what, Override | TestRule | Rerun)}
        tests = defaultdict[int, dict[str, TestPoints]](dict)
        for number, test, part, points, most in self.store.outcomes(numbers, tests=names) if names else ():
            tests[number][test] = TestPoints(part, exact(points), exact(most))
        bonus = defaultdict[int, Fraction](Fraction)
        parts = self._policy.bonus_parts
        for number, _, _, points, _ in self.store.outcomes(numbers, parts=parts) if parts and names else ():
            bonus[number] += exact(points)
        written = defaultdict[int, list[Written]](list)
        for number, question, digest, most in self.store.answers(numbers) if self.assignment.questions else ():
            written[number].append(Written(question, digest, exact(most)))
        found = []
        for one, number, in_all in counting.values():
            attempt = one.attempt.id if one.attempt is not None else 0
            found.append(
                Facts(
                    student=one.student,
                    handed_in=one.handed_in,
                    digest=one.digest,
                    received=one.received,
                    attempt=one.attempt,
                    tests=tests.get(attempt, {}),
                    written=tuple(written.get(attempt, ())),
                    bonus=bonus.get(attempt, Fraction(0)),
                    number=number,
                    handed_in_in_all=in_all,
                )
            )
        return found

    def _within_attempts(
        self, standings: Sequence[Current], allowed: int, *, best: bool
    ) -> dict[str, tuple[Current, int, int]]:
        """What counts where only the first so many submissions can, which of them it is, and how many there are."""
        submissions = self.store.submissions(self.assignment.slug)
        found = {}
        for one in standings:
            own = submissions.get(one.student.login, [])
            places = {row.id: place for place, row in enumerate(own, 1)}
            place = places.get(one.handed_in or 0, 1)
            if place > allowed:
                row = self._last_or_best(own[:allowed], best=best)
                attempts = self.store.attempts_at(self.assignment.slug, [row.digest])
                one = replace(
                    one,
                    handed_in=row.id,
                    digest=row.digest,
                    received=row.received,
                    origin=row.origin,
                    attempt=attempts.get(row.digest),
                )
                place = places[row.id]
            found[one.student.login] = (one, place, max(1, len(own)))
        return found

    def _last_or_best(self, rows: Sequence[HandedInRow], *, best: bool) -> HandedInRow:
        if not best:
            return rows[-1]
        attempts = self.store.attempts_at(self.assignment.slug, [row.digest for row in rows])
        return max(rows, key=lambda row: attempts[row.digest].score if row.digest in attempts else -1.0)

    def _slip_days(self, facts: Sequence[Facts]) -> dict[str, int]:
        """How many late days may be free here for each student: of those of the course, what earlier ones have left."""
        own = self._policy.slip_days
        in_all = course_settings(self.assignment.course).slip_days
        if in_all is None or not own:
            return {one.student.login: own for one in facts}
        left = {one.student.login: in_all for one in facts}
        for other in self._due_before():
            book = Gradebook(other, self.store)
            decided = in_force(book.decisions())
            of_all, of_each = _by_login(decided)
            for one in book._facts(decided):
                login = one.student.login
                concerning = [decision.what for decision in (*of_all, *of_each.get(login, []))]
                free = min(other.settings.policy.slip_days, left.get(login, 0))
                _, used = lateness(other.settings.policy, replace(one, slip_days=free), concerning)
                left[login] = max(0, left.get(login, 0) - used)
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


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a uid without a name
        return "unknown"
