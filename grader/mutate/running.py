"""The hidden tests on each mutant, in the sandbox: those of its function first, and none after the first loss."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from grader.course import Assignment
from grader.errors import CourseError, GraderError
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement, Order
from grader.judge.spec import TestSpec
from grader.mutate.kept import Kept, Verdict, mutant_digest
from grader.mutate.making import Change, Mutant
from grader.mutate.reach import functions, telling, told
from grader.submission import Submission
from grader.validate.kept import base_digest

OnVerdict = Callable[[Mutant, Verdict], None]


class _TimeUp(Exception):
    """The time that was given is over."""


@dataclass(frozen=True)
class _Asked:
    """What is to be judged. With `in_any_case`, once begun, its judgement is awaited when the time is over: it is the
    reference's, without which the next run would be no further."""

    job: Job
    on_found: Callable[[Judgement | GraderError], None]
    in_any_case: bool = False


@dataclass
class Run:
    """One run over mutants: what decides their fate, and where it is kept.

    `seed` stands for the course's key: the tests draw the same numbers on every machine. `deadline` is a time of
    time.monotonic(). What is `explained` waits until all else is decided.
    """

    assignment: Assignment
    specs: Mapping[str, TestSpec]
    seed: int
    cheap: bool
    slots: int
    deadline: float
    explained: Collection[Change] = ()
    fresh: bool = False
    on_verdict: OnVerdict = lambda _mutant, _verdict: None

    def __post_init__(self) -> None:
        self._base = base_digest(self.assignment)
        self._kept = Kept(self.assignment, self._base)
        self._training = frozenset(name for name, spec in self.specs.items() if spec.training)
        self.faults: dict[Mutant, str] = {}
        self.verdicts: dict[Mutant, Verdict] = {}
        self.finished = False
        self._functions: frozenset[str] = frozenset()
        self._reached: frozenset[str] = frozenset()

    def judge(self, wanted: Sequence[Mutant]) -> None:
        """Fill `verdicts`, first by the tests that do not train, then by the others.

        `finished` says whether all are decided, as far as `cheap` tests can. An explained mutant that the first tests
        do not kill is, by its reason; the others try whether that holds for as long as there is time: a training run
        each, of mutants that nothing is expected to kill, may take longer than all the rest.

        A mutant that cannot be judged is in `faults`. CourseError when the reference loses a point itself.
        """
        quick = frozenset(self.specs) - self._training
        source = self.assignment.reference_file.read_text(encoding="utf-8")
        try:
            # with these seeds it must earn all points: what kills the reference kills every mutant
            self._grade(self._reference(source, quick))
            # its training, which no mutant has to wait for, takes one slot meanwhile
            again: list[_Asked] = []
            trained = [] if self.cheap else self._reference(telling(source), self._training, again)
            ordered = sorted(wanted, key=self._is_explained)
            try:
                self._judge([mutant for mutant in ordered if not self._known(mutant)], quick, beside=trained)
            except _TimeUp:
                self._grade(again)
                raise
            self._grade(again)
            if not self.cheap:
                self._functions = functions(source)
                left = [mutant for mutant in ordered if not self._is_over(mutant)]
                for mutant in filter(self._is_out_of_reach, left):
                    self._keep(mutant, Verdict(trained=True))
                self._train([mutant for mutant in left if not self._is_explained(mutant)])
                self._train(left)
        except _TimeUp:
            pass
        self.finished = all(map(self._needs_no_more, wanted))

    def decided(self, mutant: Mutant) -> bool:
        """Killed, or alive after all tests that there are."""
        verdict = self.verdicts.get(mutant)
        return verdict is not None and bool(verdict.killed_by or verdict.trained)

    def _is_explained(self, mutant: Mutant) -> bool:
        return mutant.change in self.explained

    def _train(self, wanted: Sequence[Mutant]) -> None:
        self._judge([mutant for mutant in wanted if not self._is_over(mutant)], self._training)

    def _is_over(self, mutant: Mutant) -> bool:
        return mutant in self.faults or self.decided(mutant)

    def _needs_no_more(self, mutant: Mutant) -> bool:
        by_reason = mutant in self.verdicts and (self.cheap or self._is_explained(mutant))
        return by_reason or self._is_over(mutant)

    def _is_out_of_reach(self, mutant: Mutant) -> bool:
        """Whether it is a change in a function that does not run while the reference is trained."""
        return mutant.change.function in self._functions - self._reached

    def _known(self, mutant: Mutant) -> bool:
        """Whether a verdict is kept; it is taken then."""
        found = None if self.fresh else self._kept.get(self._digest(mutant.source))
        if found is not None:
            self._found(mutant, found)
        return found is not None

    def _found(self, mutant: Mutant, verdict: Verdict) -> None:
        self.verdicts[mutant] = verdict
        self.on_verdict(mutant, verdict)

    def _keep(self, mutant: Mutant, verdict: Verdict) -> None:
        self._kept.add(self._digest(mutant.source), verdict)
        self._found(mutant, verdict)

    def _judge(self, wanted: Sequence[Mutant], tests: frozenset[str], beside: Sequence[_Asked] = ()) -> None:
        """Judge them by these tests, and first begin what is asked for `beside` them. A mutant that goes over a time
        limit is judged again, once, before it is said to: the machine may have been busy."""
        again: list[Mutant] = []

        def done(mutant: Mutant, verdict: Verdict, *, is_last: bool) -> None:
            if verdict.status == "timeout" and not is_last:
                again.append(mutant)
            else:
                self._keep(mutant, verdict)

        self._grade([*beside, *self._mutants(wanted, tests, partial(done, is_last=False))])
        self._grade(self._mutants(again, tests, partial(done, is_last=True)))

    def _mutants(self, wanted: Sequence[Mutant], tests: frozenset[str], on_verdict: OnVerdict) -> Sequence[_Asked]:
        def done(mutant: Mutant, found: Judgement | GraderError) -> None:
            if isinstance(found, GraderError):
                self.faults[mutant] = str(found)
            else:
                on_verdict(mutant, self._verdict(found, tests))

        jobs = {mutant: Job(self._handed_in(mutant.source), self._order(mutant, tests)) for mutant in wanted}
        return [_Asked(job, partial(done, mutant)) for mutant, job in jobs.items()] if tests else []

    def _grade(self, asked: Sequence[_Asked]) -> None:
        if not asked:
            return

        awaited = {index for index, one in enumerate(asked) if one.in_any_case}

        def look_at_the_clock() -> None:
            if time.monotonic() > self.deadline and not awaited:
                raise _TimeUp

        def done(index: int, found: Judgement | GraderError) -> None:
            awaited.discard(index)
            asked[index].on_found(found)
            look_at_the_clock()

        look_at_the_clock()
        grade_jobs(
            self.assignment,
            [one.job for one in asked],
            slots=self.slots,
            key=self._key,
            on_progress=lambda *_: look_at_the_clock(),
            on_done=done,
        )

    def _order(self, mutant: Mutant, tests: frozenset[str]) -> Order:
        return Order(only=tests, first=mutant.change.function.partition(".")[0], to_first_loss=True)

    def _verdict(self, found: Judgement, tests: frozenset[str]) -> Verdict:
        missing = next((test for test in found.grade.tests if test.status == "not_run"), None)
        if missing is not None and not found.grade.problems:
            raise GraderError(f"{missing.id} could not be run: {missing.message}")
        lost = next((test for test in found.grade.tests if test.status != "passed"), None)
        if lost is not None:
            return Verdict(lost.id, lost.status)
        return Verdict(trained=tests >= self._training)

    def _reference(self, source: str, tests: frozenset[str], again: list[_Asked] | None = None) -> Sequence[_Asked]:
        """What is to be asked of a reference; nothing where it is known to pass these tests.

        CourseError, once that is answered, when it does not pass one of them; where it goes over a time limit, what is
        to be asked once more, of a machine with nothing else to do, is added to `again` first. The functions that it
        says it has come to are those reached.
        """
        digest = self._digest(f"reference\0{sorted(tests)}\0{source}")
        kept = None if self.fresh else self._kept.get(digest)
        if kept is not None or not tests:
            self._reached = frozenset(kept.reached if kept is not None else ())
            return []

        def done(found: Judgement | GraderError) -> None:
            if isinstance(found, GraderError):
                raise found
            verdict = self._verdict(found, tests)
            if verdict.status == "timeout" and again is not None:
                again.extend(self._reference(source, tests))
                return
            if verdict.killed_by:
                said = f"{verdict.killed_by} ({verdict.status})"
                raise CourseError(f"{self.assignment.slug}: the reference itself does not pass {said}")
            self._reached = told(source, [test.output for test in found.grade.tests])
            self._kept.add(digest, msgspec.structs.replace(verdict, reached=tuple(sorted(self._reached))))

        return [_Asked(Job(self._handed_in(source), Order(only=tests, to_first_loss=True)), done, in_any_case=True)]

    def _handed_in(self, source: str) -> Submission:
        content = source.encode("utf-8")
        return Submission("mutant", {self.assignment.settings.file: content}, hashlib.sha256(content).hexdigest(), ())

    def _digest(self, source: str) -> str:
        return mutant_digest(self._base, self.seed, source)

    @property
    def _key(self) -> bytes:
        return hashlib.sha256(f"grader mutate {self.seed}".encode()).digest()


def sample(found: Sequence[Mutant], count: int, seed: int) -> list[Mutant]:
    """`count` of them, drawn by the seed, in their own order; all when there are no more."""
    if count >= len(found):
        return list(found)
    drawn = random.Random(seed).sample(range(len(found)), count)
    return [found[index] for index in sorted(drawn)]
