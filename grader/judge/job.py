"""What a judge is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.judge.grade import Grade, Outcome
from grader.judge.spec import TestSpec
from grader.submission import Submission

OnOutcome = Callable[[Outcome, int], None]  # an outcome as it comes, and how many tests there are


@dataclass(frozen=True)
class Order:
    """Which of the hidden tests to run: all, or those named; training tests are left out with `cheap`.

    The tests of the function `first` come before the others of their kind. With `to_first_loss` nothing is run after
    the first test that does not earn all its points.
    """

    only: frozenset[str] | None = None
    cheap: bool = False
    first: str = ""
    to_first_loss: bool = False

    def wants(self, spec: TestSpec) -> bool:
        return (self.only is None or spec.id in self.only) and not (self.cheap and spec.training)


ALL_TESTS = Order()


@dataclass(frozen=True)
class Job:
    """One submission to judge, and which of the tests; `key` takes the place of that which all seeds come from."""

    submission: Submission
    order: Order = ALL_TESTS
    key: bytes | None = None


@dataclass(frozen=True)
class Judgement:
    """A grade for the instructor, with what the tests declare and what the submission's processes used."""

    grade: Grade
    specs: dict[str, TestSpec]
    cpu_seconds: dict[str, float]
    """by test and by shared run, of the first run where there was a second"""
    notebook: bytes = b""
    """the notebook that was handed in, with the outputs that it had; empty for a script"""
    source: bytes = b""
    """what the lines in the grade's texts are lines of: the script, or a notebook's code cells as one; the beginning of
    it where it is larger than MOST_SOURCE"""
    second_cpu_seconds: float = 0.0
    """of second runs, together"""

    @property
    def all_cpu_seconds(self) -> float:
        return sum(self.cpu_seconds.values()) + self.second_cpu_seconds
