"""What has to be graded: of everything handed in, what counts, is not known yet, and each the same thing once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from grader import submission
from grader.collect import HandedIn, Roster, Student
from grader.course import Assignment
from grader.errors import SubmissionError
from grader.store import Person, Store

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    """A submission that is to be graded. Its content is read again when it is: a class's is more than fits."""

    owner: str
    logins: tuple[str, ...]
    handed_in: HandedIn
    digest: str
    notebook: bool
    seconds: float
    """how long it may take, by what an earlier one of its owner took"""


@dataclass
class Plan:
    """`work`, longest first; how many need not be graded, and what is wrong with whom."""

    work: list[Work] = field(default_factory=list)
    known: int = 0
    same: int = 0
    superseded: int = 0
    missing: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)


def make_plan(
    assignment: Assignment,
    handed_in: Sequence[HandedIn],
    roster: Roster | None,
    store: Store,
    run: int,
    *,
    reusable: Mapping[str, object],
) -> Plan:
    """Note in the store who handed in what, and find what of it has to be graded.

    `reusable`: what was graded before under the same conditions, by the submission's digest.
    """
    plan = Plan()
    store.note_people(_person(one) for one in (roster.students if roster is not None else ()))
    seconds = store.seconds_by_owner(assignment.slug)
    longest = max(seconds.values(), default=0.0)
    planned: set[str] = set()
    there: set[str] = set()
    for owner, logins, ones in _by_owner(handed_in, roster, plan):
        there.update(logins)
        if roster is None:
            store.note_people(Person(login) for login in logins)
        for one in _counting(assignment, ones, plan):
            try:
                found = submission.read(one.path, assignment)
            except SubmissionError as error:
                plan.problems.append(f"{owner}: {error}")
                continue
            note(store, run, assignment, owner, logins, one, found)
            if found.digest in planned:
                plan.same += 1
            elif found.digest in reusable:
                plan.known += 1
            else:
                planned.add(found.digest)
                # one that nobody has a time of may be the longest of all
                expected = seconds.get(owner, longest)
                plan.work.append(Work(owner, logins, one, found.digest, bool(found.notebook), expected))
    plan.work.sort(key=lambda work: -work.seconds)
    if roster is not None:
        plan.missing = tuple(one.login for one in roster.students if one.login not in there)
    return plan


def note(
    store: Store,
    run: int,
    assignment: Assignment,
    owner: str,
    logins: Sequence[str],
    one: HandedIn,
    found: submission.Submission,
) -> None:
    """Write down in the store what was found where."""
    told = {"digest": found.digest, "name": found.name, "origin": one.origin or str(one.path)}
    store.note_handed_in(run, assignment.slug, owner=owner, received=one.received, logins=logins, **told)


def _by_owner(
    handed_in: Sequence[HandedIn], roster: Roster | None, plan: Plan
) -> Iterable[tuple[str, tuple[str, ...], list[HandedIn]]]:
    """Owner, logins and submissions of each student or group, in the order in which they were found."""
    grouped: dict[tuple[str, ...], list[HandedIn]] = {}
    for one in handed_in:
        # of several submitters the first thing that each is called by
        logins = tuple(names[0] for names in one.submitters if names) or (one.owner,)
        if roster is not None:
            logins = tuple(sorted(student.login for student in roster.of(one)))
            if not logins:
                plan.problems.append(f"{one.owner}: nobody in the roster, or several, and so not graded")
                continue
        grouped.setdefault(logins, []).append(one)
    return ((", ".join(logins), logins, ones) for logins, ones in grouped.items())


def _counting(assignment: Assignment, ones: list[HandedIn], plan: Plan) -> list[HandedIn]:
    """Those of an owner's submissions that can count by the assignment's rule."""
    if len(ones) == 1 or assignment.settings.submissions.counts == "best":
        return ones
    if len({one.received for one in ones}) < len(ones):
        shown = ones[-1].origin or str(ones[-1].path)
        plan.problems.append(f"{ones[0].owner}: {len(ones)} submissions, and not all have a time: {shown} counts")
    plan.superseded += len(ones) - 1
    places = range(len(ones))
    return [ones[max(places, key=lambda place: (ones[place].received or _EARLIEST, place))]]


def _person(one: Student) -> Person:
    return Person(one.login, one.name, one.email, one.section, one.group)
