"""What has to be graded: of everything handed in, what counts, is not known yet, and each the same thing once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from grader import submission
from grader.collect import HandedIn, Roster
from grader.course import Assignment
from grader.errors import GraderError, SubmissionError
from grader.people import Student
from grader.store import Found, Store

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Work:
    """A submission that is to be graded. Its content is read again when it is: a class's is more than fits."""

    owner: str
    """whose it is, as the course calls them"""
    logins: tuple[str, ...]
    handed_in: HandedIn
    digest: str
    notebook: bool
    seconds: float
    """how long it may take, by what an earlier one of its owner took"""


@dataclass
class Plan:
    """`work`, longest first; what need not be graded, and what is wrong with whom."""

    work: list[Work] = field(default_factory=list)
    known: int = 0
    same: dict[str, list[str]] = field(default_factory=dict)
    """who has handed in what somebody else has, by its digest"""
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
    reusable: Mapping[str, Found],
    only: Collection[str] = (),
) -> Plan:
    """Note in the store who handed in what, and find what of it has to be graded.

    `reusable`: what was graded before under the same conditions, by the submission's digest. `only`: logins of those
    who are looked at; without any, all are.
    """
    plan = Plan()
    if roster is not None:
        store.note_people(roster.students, roster_of=run)
    seconds = store.seconds_by_owner(assignment.slug)
    longest = max(seconds.values(), default=0.0)
    planned: set[str] = set()
    there: set[str] = set()
    grouped = _by_student(handed_in, roster, plan)
    if only:
        grouped = {logins: ones for logins, ones in grouped.items() if not set(only).isdisjoint(logins)}
        plan.problems.clear()  # of others
    if roster is None:
        store.note_people(Student(login) for logins in grouped for login in logins)
    for logins, ones in grouped.items():
        there.update(logins)
        counting = _counting(assignment, ones, plan)
        for one in ones:
            try:
                found = submission.read(one.path, assignment)
            except SubmissionError as error:
                plan.problems.append(f"{one.owner}: {error}")
                continue
            number = note(store, run, assignment, logins, one, found)
            if one not in counting:
                continue
            known = reusable.get(found.digest)
            store.note_standing(
                run,
                assignment.slug,
                handed_in_id=number,
                digest=found.digest,
                logins=logins,
                attempt_id=known.id if known is not None else None,
            )
            if known is not None:
                plan.known += 1
            elif found.digest in planned:
                plan.same.setdefault(found.digest, []).append(", ".join(logins))
            else:
                planned.add(found.digest)
                # one that nobody has a time of may be the longest of all
                expected = seconds.get(one.owner, longest)
                plan.work.append(Work(", ".join(logins), logins, one, found.digest, bool(found.notebook), expected))
    plan.work.sort(key=lambda work: -work.seconds)
    if roster is not None and not only:
        plan.missing = tuple(one.login for one in roster.students if one.login not in there)
    return plan


def check_there(only: Collection[str], handed_in: Sequence[HandedIn], roster: Roster | None) -> None:
    """GraderError where one of these logins has handed in nothing."""
    if lacking := set(only).difference(*_by_student(handed_in, roster, Plan())):
        raise GraderError(f"{', '.join(sorted(lacking))}: nothing that was handed in there is theirs")


def note(
    store: Store,
    run: int,
    assignment: Assignment,
    logins: Sequence[str],
    one: HandedIn,
    found: submission.Submission,
) -> int:
    """Write down in the store what was found where."""
    return store.note_handed_in(
        run,
        assignment.slug,
        owner=one.owner,
        digest=found.digest,
        name=found.name,
        origin=one.origin or str(one.path),
        received=one.received,
        logins=logins,
    )


def _by_student(
    handed_in: Sequence[HandedIn], roster: Roster | None, plan: Plan
) -> dict[tuple[str, ...], list[HandedIn]]:
    """Logins and submissions of each student or group, in the order in which they were found."""
    grouped: dict[tuple[str, ...], list[HandedIn]] = {}
    seen: set[tuple[str, Path]] = set()
    for one in handed_in:
        where = one.owner, one.path.resolve()
        if where in seen:  # the same PATH was given twice
            continue
        seen.add(where)
        # of several submitters the first thing that each is called by
        logins = tuple(names[0] for names in one.submitters if names) or (one.owner,)
        if roster is not None:
            logins = tuple(sorted(student.login for student in roster.of(one)))
            if not logins:
                plan.problems.append(f"{one.owner}: nobody in the roster, or several, and so not graded")
                continue
        grouped.setdefault(logins, []).append(one)
    return grouped


def _counting(assignment: Assignment, ones: list[HandedIn], plan: Plan) -> list[HandedIn]:
    """Those of an owner's submissions that can count by the assignment's rule."""
    allowed = assignment.settings.policy.attempts
    if allowed is not None and len(ones) > allowed:
        order = sorted(range(len(ones)), key=lambda place: (ones[place].received or _EARLIEST, place))
        plan.superseded += len(ones) - allowed
        ones = [ones[place] for place in order[:allowed]]
    if len(ones) == 1 or assignment.settings.submissions.counts == "best":
        return ones
    if len({one.received for one in ones}) < len(ones):
        shown = ones[-1].origin or str(ones[-1].path)
        plan.problems.append(f"{ones[0].owner}: {len(ones)} submissions, and not all have a time: {shown} counts")
    plan.superseded += len(ones) - 1
    places = range(len(ones))
    return [ones[max(places, key=lambda place: (ones[place].received or _EARLIEST, place))]]
