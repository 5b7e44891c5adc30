"""How far right solutions are from the accuracy thresholds, under the conditions in which they are graded.

A threshold that a right solution misses with an unlucky seed is a wrong threshold; one run does not show it.
"""

from __future__ import annotations

import hashlib
import math
import statistics
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grader.course import MARGINS_FILE, Assignment
from grader.errors import CourseError, GraderError
from grader.judge.grade import Outcome
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement, Order
from grader.judge.spec import TestSpec
from grader.submission import Submission
from grader.validate.kept import case_digest
from grader.validate.matrix import Case
from grader.validate.resting import of_training
from grader.writing import write_whole


class Margin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A right solution under one key at one threshold: `full` is where full points begin, as a fraction.

    `runs` are its accuracies on so many examples: of the first run, and where that was just too low of the second (None
    where it came to none). `lost`: it lost a point, by this test or another one that trains. `digest` is of the
    solution and of what the tests that train rest on.
    """

    solution: str
    test: str
    seed: int
    runs: Annotated[tuple[float | None, ...], Meta(min_length=1)]
    full: float
    examples: int
    cpu_seconds: float
    """of all tests that train, together"""
    digest: str
    lost: bool = False

    @property
    def first(self) -> float:
        return self.runs[0] or 0.0

    @property
    def standard_error(self) -> float:
        """√(p·(1 − p)/m), of a share p of m examples."""
        return math.sqrt(self.first * (1.0 - self.first) / self.examples)


@dataclass(frozen=True)
class Summary:
    """Right solutions at one threshold, by their first runs but for `lost`, which counts those that lost a point.

    `reference` is the mean of the reference, and `errors` how many standard errors that is above the threshold, both
    None where it was not measured; `twice` counts those that were run twice. `slowest` is the solution that needs most
    CPU `seconds` for all tests that train, together, and that `times_as_long` as the reference: medians of its runs and
    the reference's, without those that were made twice. "", 0 and None where the reference was not measured.
    """

    test: str
    full: float
    examples: int
    runs: int
    mean: float
    reference: float | None
    errors: float | None
    lowest: Margin
    twice: int
    lost: int
    slowest: str
    seconds: float
    times_as_long: float | None


def summaries(margins: Iterable[Margin]) -> list[Summary]:
    """One for each test, in the order in which the margins name them."""
    by_test: dict[str, list[Margin]] = {}
    for one in margins:
        by_test.setdefault(one.test, []).append(one)
    return [_summary(test, ones) for test, ones in by_test.items()]


def _summary(test: str, ones: Sequence[Margin]) -> Summary:
    reference = [one for one in ones if one.solution == "reference"]
    mean = statistics.mean(one.first for one in reference) if reference else None
    error = statistics.mean(one.standard_error for one in reference) if reference else 0.0
    full = ones[0].full
    seconds = _seconds(ones)
    pace = seconds.get("reference", 0.0)
    slowest = max(seconds, key=seconds.__getitem__) if pace else ""
    return Summary(
        test=test,
        full=full,
        examples=ones[0].examples,
        runs=len(ones),
        mean=statistics.mean(one.first for one in ones),
        reference=mean,
        errors=None if mean is None else (mean - full) / error if error else math.inf,
        lowest=min(ones, key=lambda one: one.first),
        twice=sum(len(one.runs) > 1 for one in ones),
        lost=sum(one.lost for one in ones),
        slowest=slowest,
        seconds=seconds.get(slowest, 0.0),
        times_as_long=seconds[slowest] / pace if slowest else None,
    )


def _seconds(ones: Sequence[Margin]) -> dict[str, float]:
    """Of each solution the median over the keys: one of its runs may have met a busy machine."""
    found: dict[str, list[float]] = {}
    for one in ones:
        if len(one.runs) == 1:
            found.setdefault(one.solution, []).append(one.cpu_seconds)
    return {solution: statistics.median(seconds) for solution, seconds in found.items()}


def margins_file(assignment: Assignment) -> Path:
    return assignment.tests_folder / MARGINS_FILE


def read_margins(assignment: Assignment) -> list[Margin]:
    path = margins_file(assignment)
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Margin])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.DecodeError) as error:
        raise CourseError(f"{path}: {error}; remove it, and measure again") from error


def margins_of_now(
    assignment: Assignment, solutions: Iterable[Case], specs: Mapping[str, TestSpec]
) -> tuple[Margin, ...]:
    """Those that were measured of these solutions as they are, with the tests as they are."""
    digests = current(assignment, solutions, specs)
    return tuple(one for one in read_margins(assignment) if one.digest == digests.get(one.solution))


def write_margins(assignment: Assignment, margins: Iterable[Margin]) -> None:
    ordered = sorted(margins, key=lambda one: (one.test, one.solution, one.seed))
    write_whole(margins_file(assignment), msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n")


def measure(
    assignment: Assignment,
    solutions: Sequence[Case],
    specs: Mapping[str, TestSpec],
    *,
    seeds: int,
    slots: int,
    known: Collection[Margin],
    on_result: Callable[[str, int, Sequence[Margin], str], None],
) -> None:
    """Grade the tests that train on each solution, with another key of the course for each seed.

    What is `known` of the same solution and tests is not measured again, unless it lost a point. `on_result` is told
    the solution, the seed, what was measured, and what is wrong ("" when nothing is).
    """
    order = Order(only=frozenset(name for name, spec in specs.items() if spec.training))
    if not order.only:
        raise CourseError(f"{assignment.slug} has no test that trains: nothing depends on a secret split")
    digests = current(assignment, solutions, specs)
    there = {(one.solution, one.seed, one.digest) for one in known if not one.lost}
    for seed in range(seeds):
        due = [case for case in solutions if (case.label, seed, digests[case.label]) not in there]
        jobs = [Job(handed_in(assignment, case), order) for case in due]

        def done(index: int, found: Judgement | GraderError, seed: int = seed, due: Sequence[Case] = due) -> None:
            name = due[index].label
            if isinstance(found, GraderError):
                on_result(name, seed, (), str(found))
                return
            spent = round(found.all_cpu_seconds, 1)
            wrong = [
                f"{test.id} {test.status}: {test.message}" for test in found.grade.tests if test.status != "passed"
            ]
            margins = [
                _margin(name, seed, test, spent, digests[name], lost=bool(wrong))
                for test in found.grade.tests
                if "accuracy" in test.evidence
            ]
            on_result(name, seed, margins, "; ".join(wrong))

        grade_jobs(assignment, jobs, slots=slots, key=key_of(seed), on_done=done)


def current(assignment: Assignment, solutions: Iterable[Case], specs: Mapping[str, TestSpec]) -> dict[str, str]:
    """The digest of each solution as it is, and of the tests as they are.

    Limits do not count: they end a run, or refuse it something, and what it comes to otherwise stays the same. The kill
    matrix rests on them. Only a GPU computes other numbers.
    """
    base = assignment.digest(of_training(assignment, specs), without=("limits", "policy"))
    if assignment.settings.limits.gpu:
        base += " on a GPU"
    return {case.label: case_digest(base, case) for case in solutions}


def _margin(name: str, seed: int, test: Outcome, spent: float, digest: str, *, lost: bool) -> Margin:
    told = test.evidence["accuracy"]
    runs = tuple(told.get("runs", [told["value"]]))
    return Margin(name, test.id, seed, runs, told["full"], told["examples"], spent, digest, lost)


def handed_in(assignment: Assignment, case: Case) -> Submission:
    """The case as if a student had handed it in."""
    content = case.source.encode("utf-8")
    return Submission(case.label, {assignment.settings.file: content}, hashlib.sha256(content).hexdigest(), ())


def key_of(seed: int) -> bytes:
    """In place of the course's: what is measured is published, and the course's own splits stay secret."""
    return hashlib.sha256(f"margins {seed}".encode()).digest()
