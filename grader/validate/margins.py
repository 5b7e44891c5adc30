"""How far right solutions are from the accuracy thresholds, under the conditions in which they are graded.

A threshold that a right solution misses with an unlucky seed is a wrong threshold; one run does not show it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.course import Assignment
from grader.errors import CourseError, GraderError
from grader.judge.grading import grade_jobs
from grader.judge.job import Job, Judgement, Order
from grader.judge.spec import TestSpec
from grader.submission import Submission
from grader.validate.matrix import Case
from grader.writing import write_whole

MARGINS_FILE = "margins.json"


class Margin(msgspec.Struct, frozen=True):
    """One right solution under one key: `value` is its accuracy, `full` where full points begin, both fractions."""

    solution: str
    test: str
    seed: int
    value: float
    full: float
    cpu_seconds: float
    """of all tests that train, together"""


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
    on_result: Callable[[str, int, Sequence[Margin], str], None],
) -> None:
    """Grade the tests that train on each solution, with another key of the course for each seed.

    `on_result` is told the solution, the seed, what was measured, and what is wrong ("" when nothing is).
    """
    order = Order(only=frozenset(name for name, spec in specs.items() if spec.training))
    if not order.only:
        raise CourseError(f"{assignment.slug} has no test that trains: nothing depends on a secret split")
    for seed in range(seeds):
        jobs = [Job(handed_in(assignment, case), order) for case in solutions]

        def done(index: int, found: Judgement | GraderError, seed: int = seed) -> None:
            name = solutions[index].label
            if isinstance(found, GraderError):
                on_result(name, seed, (), str(found))
                return
            spent = round(sum(found.cpu_seconds.values()), 1)
            margins = [
                Margin(name, test.id, seed, **_accuracy(test.evidence), cpu_seconds=spent)
                for test in found.grade.tests
                if "accuracy" in test.evidence
            ]
            wrong = [
                f"{test.id} {test.status}: {test.message}" for test in found.grade.tests if test.status != "passed"
            ]
            on_result(name, seed, margins, "; ".join(wrong))

        grade_jobs(assignment, jobs, slots=slots, key=key_of(seed), on_done=done)


def _accuracy(evidence: dict[str, dict[str, float]]) -> dict[str, float]:
    return {name: evidence["accuracy"][name] for name in ("value", "full")}


def handed_in(assignment: Assignment, case: Case) -> Submission:
    """The case as if a student had handed it in."""
    content = case.source.encode("utf-8")
    return Submission(case.label, {assignment.settings.file: content}, hashlib.sha256(content).hexdigest(), ())


def key_of(seed: int) -> bytes:
    """In place of the course's: what is measured is published, and the course's own splits stay secret."""
    return hashlib.sha256(f"margins {seed}".encode()).digest()
