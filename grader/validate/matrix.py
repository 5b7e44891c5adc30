"""The kill matrix: every hidden test against every mutant and variant, always through the sandbox."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec

from grader import release
from grader.checks.wording import clipped
from grader.course import Assignment
from grader.errors import GraderError
from grader.judge.follow import FAILING
from grader.judge.grade import Grade, Outcome
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement, Order
from grader.judge.spec import TestSpec
from grader.submission import Submission
from grader.validate.degenerate import degenerates
from grader.validate.overlay import MutantHeader, read_mutants, read_variants

REPETITIONS = 3
FURTHER_DRAWS = 10
DEGENERATE_SHARE = 0.10  # of the points, at most
FOLLOWS = "follows from"
# of an outcome: what two gradings of one submission agree in; times, memory and output may differ
REPEATABLE = ("status", "points", "message", "hint", "detail", "follows_from", "evidence", "seed")

Kind = Literal["reference", "template", "degenerate", "mutant", "variant"]


@dataclass(frozen=True)
class Case:
    """One submission of the matrix, to be judged `repetitions` times; a variant trains in the first of them alone.

    `draw`: 0 for the course's key, else the number of another one, under which the tests that train are left out.
    """

    kind: Kind
    name: str
    source: str
    header: MutantHeader | None = None
    repetitions: int = 1
    draw: int = 0

    @property
    def is_right(self) -> bool:
        """Whether all tests must spare it."""
        return self.kind in ("reference", "variant")

    @property
    def trains(self) -> bool:
        """Whether all tests that train must spare it, too."""
        return self.is_right and not self.draw

    def trains_in(self, turn: int, trained: Container[str] = ()) -> bool:
        """Whether the tests that train are among those of this repetition, where `trained` are known to pass them."""
        again = self.kind == "variant" and turn > 0
        return not (self.draw or again or self.label in trained)

    @property
    def label(self) -> str:
        label = self.kind if self.name == self.kind else f"{self.kind} {self.name}"
        return f"{label}, draw {self.draw}" if self.draw else label


class Result(msgspec.Struct, frozen=True):
    """What the matrix says of one case: what is wrong with it (nothing, it is hoped), its score and failing tests."""

    score: float
    failing: dict[str, str]  # test → status, or "follows from f"
    complaints: tuple[str, ...] = ()
    names_cause: bool | None = None  # of a mutant: whether a message or hint names what its header says


@dataclass(frozen=True)
class Matrix:
    """All results, the mutants left to a run with training tests, and the tests that kill nothing."""

    results: Mapping[str, Result]
    left_out: Sequence[str]
    idle_tests: Sequence[str] = field(default_factory=tuple)

    @property
    def complaints(self) -> list[str]:
        return [f"{label}: {text}" for label, result in self.results.items() for text in result.complaints]


def cases(assignment: Assignment, *, repetitions: int = REPETITIONS, further_draws: int = 0) -> list[Case]:
    """The reference, the untouched template, degenerate submissions, mutants and variants.

    The reference and the variants are judged `repetitions` times, the others once; that training comes to the same
    every time is shown by the reference, and what it comes to under other keys by `grader margins`, for variants as
    well. With `further_draws` come the right solutions again, without the tests that train, under as many other keys:
    the reference under all, a variant under one. What tests draw comes from the course's key, which is one of many:
    that they spare a right solution there does not show that they always do.
    """
    reference = assignment.reference_file.read_text(encoding="utf-8")
    template = release.stub(assignment)
    first = [
        Case("reference", "reference", reference, repetitions=repetitions),
        Case("template", "template", template),
        *(Case("degenerate", name, source) for name, source in degenerates(assignment).items()),
        *(
            Case("mutant", mutant.name, mutant.source, mutant.header)
            for mutant in read_mutants(assignment.tests_folder / "mutants", reference)
        ),
        *(
            Case("variant", variant.name, variant.source, repetitions=repetitions)
            for variant in read_variants(assignment.tests_folder / "variants", reference)
        ),
    ]
    variants = [case for case in first if case.kind == "variant"]
    again = [
        replace(case, repetitions=1, draw=draw)
        for draw in range(1, further_draws + 1)
        for case in (first[0], *variants[draw - 1 :: further_draws])
    ]
    return first + again


def under_other_keys(every: Sequence[Case], draws: int) -> list[Case]:
    """The right ones of these cases under each of so many other keys, without the tests that train."""
    right = [case for case in every if case.is_right]
    return [replace(case, repetitions=1, draw=draw) for draw in range(1, draws + 1) for case in right]


def run_matrix(
    assignment: Assignment,
    wanted: Sequence[Case],
    specs: Mapping[str, TestSpec],
    *,
    cheap: bool = False,
    aimed: bool = False,
    trained: Container[str] = (),
    slots: int = 2,
    key: bytes | None = None,
    on_result: Callable[[Case, Result], None] = lambda _case, _result: None,
) -> tuple[dict[str, Result], list[str]]:
    """Judge the cases; returns label → Result, and the labels of mutants that only a full run can kill.

    A mutant whose header names a test that is none is a complaint at once, and is not judged. `key`: instead of the
    course's own. `cheap`: without the tests that train. `aimed`: a mutant meets only the tests that its header says
    kill it, which is a tenth of the work, and does not show what else it fails. `trained`: labels of right solutions
    that are known to pass the tests that train, and have their points without running them. `on_result` is told of each
    case as soon as it is done.
    """
    unknown = {case.label: names for case in wanted if (names := _unknown_tests(case, specs))}
    left_out = [case.label for case in wanted if cheap and case.label not in unknown and _needs_training(case, specs)]
    judged = [case for case in wanted if case.label not in left_out and case.label not in unknown]
    jobs = [
        (case, turn, _job(assignment, case, specs, cheap=cheap or not case.trains_in(turn, trained), aimed=aimed))
        for case in judged
        for turn in range(case.repetitions)
    ]
    training_points = sum(spec.points for spec in specs.values() if spec.training)
    pending: dict[str, dict[int, Judgement | GraderError]] = {case.label: {} for case in judged}
    results: dict[str, Result] = {}
    for case in wanted:
        if case.label in unknown:
            said = tuple(f"its header names {name}, which is no test" for name in unknown[case.label])
            results[case.label] = Result(0.0, {}, said)
            on_result(case, results[case.label])

    def done(index: int, found: Judgement | GraderError) -> None:
        case, turn, _ = jobs[index]
        pending[case.label][turn] = found
        if len(pending[case.label]) == case.repetitions:
            judged_so_far = pending.pop(case.label)
            result = _result(case, [judged_so_far[turn] for turn in range(case.repetitions)], specs)
            if case.label in trained and not cheap:
                result = msgspec.structs.replace(result, score=result.score + training_points)
            results[case.label] = result
            on_result(case, results[case.label])

    if jobs:
        grade_jobs(assignment, [job for _, _, job in jobs], slots=slots, key=key, on_done=done)
    return {case.label: results[case.label] for case in wanted if case.label in results}, left_out


def _key(draw: int) -> bytes:
    return hashlib.sha256(f"grader validate {draw}".encode()).digest()


def _unknown_tests(case: Case, specs: Mapping[str, TestSpec]) -> list[str]:
    """Names in its header that no test has."""
    named = () if case.header is None else (*case.header.kills, *case.header.may_also_fail)
    return [name for name in named if name not in specs]


def _needs_training(case: Case, specs: Mapping[str, TestSpec]) -> bool:
    """Only training tests kill it."""
    return case.header is not None and all(specs[name].training for name in case.header.kills)


def _job(assignment: Assignment, case: Case, specs: Mapping[str, TestSpec], *, cheap: bool, aimed: bool) -> Job:
    file = assignment.settings.file
    content = case.source.encode("utf-8")
    handed_in = Submission(case.label, {file: content}, hashlib.sha256(content).hexdigest(), ())
    if case.header is None or (cheap and not aimed):
        return Job(handed_in, Order(cheap=cheap), _key(case.draw) if case.draw else None)
    beside = set() if aimed else {name for name, spec in specs.items() if not spec.training}
    return Job(handed_in, Order(only=frozenset(beside | set(case.header.kills)), cheap=cheap))


def _result(case: Case, found: Sequence[Judgement | GraderError], specs: Mapping[str, TestSpec]) -> Result:
    faults = [str(one) for one in found if isinstance(one, GraderError)]
    grades = [one.grade for one in found if isinstance(one, Judgement)]
    if faults:
        return Result(0.0, {}, (f"could not be graded: {faults[0]}",))
    grade = grades[0]
    failing = {
        test.id: f"{FOLLOWS} {test.follows_from}" if test.follows_from else test.status
        for test in grade.tests
        if test.status != "passed"
    }
    complaints = _complaints(case, grade, specs)
    for turn, other in enumerate(grades[1:], start=1):
        missing = set() if case.trains_in(turn) else {name for name, spec in specs.items() if spec.training}
        if why := _differ(grade, other, missing):
            complaints.append(f"repetition {turn + 1} differs: {why}")
    return Result(grade.score, failing, tuple(complaints), _names_cause(case, grade, specs))


def _complaints(case: Case, grade: Grade, specs: Mapping[str, TestSpec]) -> list[str]:
    fair = sum(test.max_points for test in grade.tests)  # all of the points, or those of the cheap tests
    not_passed = [f"{test.id} {test.status}: {test.message}" for test in grade.tests if test.status != "passed"]
    if case.is_right:
        return not_passed
    if case.kind == "template":
        return [f"earns {grade.score:g} points for nothing"] if grade.score else []
    if case.kind == "degenerate":
        too_much = grade.score > DEGENERATE_SHARE * fair
        return [f"earns {grade.score:g} of {fair:g} points, more than {DEGENERATE_SHARE:.0%}"] if too_much else []
    assert case.header is not None
    return _mutant_complaints(case.header, grade.tests, specs)


def _mutant_complaints(header: MutantHeader, tests: Sequence[Outcome], specs: Mapping[str, TestSpec]) -> list[str]:
    run = {test.id: test for test in tests}
    said = []
    for name in header.kills:
        if name in run and not _killed(run[name]):
            how = f"{FOLLOWS} {run[name].follows_from}" if run[name].follows_from else run[name].status
            said.append(f"survives {name} ({how})")
    allowed = {*header.kills, *header.may_also_fail}
    origins = {specs[name].of for name in allowed}
    for test in tests:
        if test.status in ("passed", "not_run") or test.id in allowed or test.follows_from in origins:
            continue
        said.append(f"{test.id} fails too ({test.status}): {test.message}")
    said.extend(f"{test.id} could not be run: {test.message}" for test in tests if test.status == "not_run")
    return said


def _killed(test: Outcome) -> bool:
    return test.status == "partial" or (test.status in FAILING and test.follows_from is None)


def _names_cause(case: Case, grade: Grade, specs: Mapping[str, TestSpec]) -> bool | None:
    """Whether the messages and hints of the tests that failed say what was done wrong; None of what is no mutant.

    That something is wrong, and in which function, says every message: a cause of such words alone is never named.
    """
    if case.header is None:
        return None
    said = " ".join(f"{test.message} {test.hint}" for test in grade.tests if _killed(test))
    cause = case.header.cause
    words = [word for word in cause.casefold().split() if len(word) > 2] or [cause.casefold()]
    tested = {specs[name].of.casefold() for name in case.header.kills}
    pieces = {piece for name in tested for piece in re.split(r"[._]", name)}
    if {"wrong", *tested, *pieces} >= {word.strip(":,.") for word in words}:
        return False
    if len(cause) <= 3:  # "N": as it is, and as a word of its own
        return re.search(rf"\b{re.escape(cause)}\b", said) is not None
    return all(re.search(rf"(?<!\w){re.escape(word)}", said.casefold()) for word in words)


def _differ(one: Grade, other: Grade, missing: Container[str] = ()) -> str:
    """What differs between two grades of one submission that must agree; "" where nothing does.

    `missing`: tests that only `one` need have.
    """
    again = {test.id: test for test in other.tests}
    both = [test for test in one.tests if test.id in again or test.id not in missing]
    if [test.id for test in both] != list(again):
        return "not the same tests were run"
    for first in both:
        for name in REPEATABLE:
            values = getattr(first, name), getattr(again[first.id], name)
            if msgspec.json.encode(values[0]) != msgspec.json.encode(values[1]):  # as JSON nan equals nan
                return f"{first.id}: {name} is {clipped(repr(values[0]))} and {clipped(repr(values[1]))}"
    for name in ("score", "problems") if len(both) == len(one.tests) else ("problems",):
        if getattr(one, name) != getattr(other, name):
            return f"{name} is {getattr(one, name)!r} and {getattr(other, name)!r}"
    return ""


def own_failures(result: Result) -> list[str]:
    """The tests that the submission fails by itself: not those that follow from another, nor those that did not run."""
    return [
        name
        for name, how in result.failing.items()
        if not how.startswith(FOLLOWS) and how not in ("not_run", "skipped")
    ]


def idle_tests(results: Mapping[str, Result], specs: Mapping[str, TestSpec], cases: Sequence[Case]) -> list[str]:
    """Tests that no mutant fails by itself: each is to be justified or removed."""
    mutants = [case.label for case in cases if case.kind == "mutant" and case.label in results]
    killing = {name for label in mutants for name in own_failures(results[label])}
    return [name for name in specs if name not in killing]
