"""Grades what the plan says; what is graded is kept at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from grader import __version__, submission
from grader.batch.plan import Plan, Work, check_there, make_plan, note
from grader.batch.pools import Basis, Pool
from grader.collect import HandedIn, Roster
from grader.course import Assignment
from grader.errors import GraderError, StoreError, SubmissionError
from grader.judge.grade import Outcome
from grader.judge.grading import check_before
from grader.judge.job import Job, Judgement
from grader.store import Store

_TRIES = 2  # for what failed by no fault of the submission's, behind the others


_MOST_NOT_KEPT = 3  # in a row: then there is no use in grading on


class Listener(Protocol):
    """Who is told how it goes."""

    def planned(self, plan: Plan) -> None: ...

    def started(self, work: Work, slot: int) -> None: ...

    def outcome(self, work: Work, slot: int, outcome: Outcome, count: int) -> None: ...

    def done(self, work: Work, slot: int, result: Judgement | GraderError) -> None: ...


@dataclass
class Summary:
    """How a batch ended. `failed`: what could not be graded, with the reason; nothing of it was counted."""

    plan: Plan
    graded: int = 0
    failed: dict[Work, str] = field(default_factory=dict)


class Batch:
    """One assignment of a class, graded in a pool."""

    def __init__(
        self, assignment: Assignment, store: Store, pool: Pool, listener: Listener, *, fresh: bool = False
    ) -> None:
        self._assignment, self._store, self._pool, self._listener = assignment, store, pool, listener
        self._fresh = fresh
        self._not_kept = 0  # grades in a row

    def run(
        self, handed_in: Sequence[HandedIn], roster: Roster | None = None, *, only: Collection[str] = ()
    ) -> Summary:
        """Grade what is not known yet; with `only`, of these students. What was graded is kept, whatever happens to
        the rest.

        A GraderError says why nothing can be graded at all; KeyboardInterrupt comes when nothing runs any more.
        """
        assignment, store, pool = self._assignment, self._store, self._pool
        check_there(only, handed_in, roster)
        with pool:
            basis = pool.basis()
            number = store.begin_run(
                assignment.slug,
                grader_version=__version__,
                isolation=basis.isolation,
                slots=pool.slots,
                has_roster=roster is not None,
            )
            known = {} if self._fresh else store.reusable(assignment.slug, basis.conditions, basis.calibration)
            plan = make_plan(assignment, handed_in, roster, store, number, reusable=known, only=only)
            check_before(assignment, notebooks=any(work.notebook for work in plan.work))
            self._listener.planned(plan)
            summary = Summary(plan)
            waiting: Sequence[Work] = plan.work
            for _ in range(_TRIES):
                waiting = self._go_through(waiting, number, summary, basis)
            store.end_run(number)
        return summary

    def _go_through(self, waiting: Sequence[Work], number: int, summary: Summary, basis: Basis) -> list[Work]:
        """Grade these, and return those that failed by no fault of their own."""
        taken: list[Work] = []
        slots: list[int] = []
        failed: list[Work] = []
        judged: set[str] = set()

        def jobs() -> Iterator[Job]:
            for work in waiting:
                try:
                    found = submission.read(work.handed_in.path, self._assignment)
                except SubmissionError as error:  # it is gone
                    summary.failed[work] = str(error)
                    continue
                if found.digest != work.digest:  # it was changed since
                    changed = note(self._store, number, self._assignment, work.logins, work.handed_in, found)
                    self._store.note_standing(
                        number,
                        self._assignment.slug,
                        handed_in_id=changed,
                        digest=found.digest,
                        logins=work.logins,
                        attempt_id=None,
                    )
                if found.digest in judged:  # into what somebody else has handed in
                    continue
                judged.add(found.digest)
                taken.append(work)
                yield Job(found)

        def started(index: int, slot: int) -> None:
            slots.append(slot)
            self._listener.started(taken[index], slot)

        def outcome(index: int, found: Outcome, count: int) -> None:
            self._listener.outcome(taken[index], slots[index], found, count)

        def done(index: int, result: Judgement | GraderError) -> None:
            work = taken[index]
            if isinstance(result, Judgement):
                try:
                    self._store.add(number, result, conditions=basis.conditions, calibration=basis.calibration)
                except StoreError as error:  # a full disk, say: the others may still be kept
                    result = error
                    self._not_kept += 1
                    if self._not_kept == _MOST_NOT_KEPT:
                        raise
                else:
                    self._not_kept = 0
            if isinstance(result, Judgement):
                summary.graded += 1
                summary.failed.pop(work, None)
            else:
                summary.failed[work] = str(result)
                if result.again:
                    failed.append(work)
            self._listener.done(work, slots[index], result)

        self._pool.judge(jobs(), on_start=started, on_progress=outcome, on_done=done)
        return failed
