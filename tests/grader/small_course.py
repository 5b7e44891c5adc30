"""A course small enough to be written into a temporary folder: its hidden tests take milliseconds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from msgspec.structs import replace

from grader.course import Assignment, Limits, load_assignment
from grader.errors import GraderError
from grader.judge.grade import Grade, Outcome
from grader.judge.job import Job, Judgement
from grader.judge.limits import Timing
from grader.judge.pool import Judges, judge_all
from grader.sandbox.forkserver import ForkServer
from grader.submission import Submission

SLUG = "small"
FILE = "small.py"
KEY = b"the key of these tests"

SETTINGS = """
title = "A small assignment"
file = "small.py"
functions = ["double", "total", "history"]

[[parts]]
name = "Doubling"
points = 3

[[parts]]
name = "Adding up"
points = 7

[limits]
test = 5
training = 5
floor_seconds = 1
import_seconds = 3
memory_mb = 512
processes = 8
disk_mb = 8
submission_mb = 1
"""

REFERENCE = '''\
"""A reference."""

import numpy as np

SCALE = 2


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return SCALE * np.asarray(x, float)
    ### END SOLUTION


def total(x):
    """The sum of the doubles."""
    ### BEGIN SOLUTION
    return float(double(x).sum())
    ### END SOLUTION


def history(x, epochs):
    """The totals of x, 2 x, 3 x, …"""
    ### BEGIN SOLUTION
    return [total(np.asarray(x) * (epoch + 1)) for epoch in range(epochs)]
    ### END SOLUTION
'''

WRONG = REFERENCE.replace("return float(double(x).sum())", "return float(double(x).sum()) / 0")
"""total and history raise: 3 of 10 points"""

HIDDEN = '''
import numpy as np
from grader.checks import check_close, check_shape
from grader.judge import points


@points(2, part="Doubling", of="double")
def test_double(submission, reference, rng):
    """Twice each number"""
    x = rng.standard_normal((3, 2))
    found = submission.double(x)
    check_shape(found, (3, 2), name="double")
    check_close(found, reference.double(x), name="double")


@points(1, part="Doubling", of="double")
def test_double_of_nothing(submission):
    """Nothing doubled is nothing"""
    check_shape(submission.double(np.zeros((0, 2))), (0, 2), name="double")


@points(3, part="Adding up", of="total", needs=["double"])
def test_total(submission, rng):
    """The sum of the doubles"""
    x = rng.standard_normal(5)
    check_close(submission.total(x), 2 * x.sum(), name="total")


@points(4, part="Adding up", of="history", needs=["total", "double"])
def test_history(submission, rng):
    """One total an epoch"""
    x = rng.random(5) + 1
    check_close(submission.history(x, 3), 2 * x.sum() * np.arange(1, 4), name="history")
'''


def write_course(
    root: Path,
    *,
    hidden: str = HIDDEN,
    settings: str = SETTINGS,
    reference: str = REFERENCE,
    files: Mapping[str, str] | None = None,
) -> Assignment:
    """A course with one assignment, "small"; `files` go to the tests' folder."""
    reference_folder, tests = root / "reference" / SLUG, root / "tests" / "assignments" / SLUG
    reference_folder.mkdir(parents=True, exist_ok=True)
    tests.mkdir(parents=True, exist_ok=True)
    (reference_folder / "assignment.toml").write_text(settings)
    (reference_folder / FILE).write_text(reference)
    (reference_folder / "README.md").write_text("# A small assignment\n\nDouble, and add up.\n")
    (tests / "test_hidden.py").write_text(dedent(hidden))
    public = 'def test_public_double(submission):\n    """Twice"""\n    assert submission.double(2) == 4\n'
    (tests / "test_public.py").write_text(public)
    for name, content in (files or {}).items():
        (tests / name).parent.mkdir(parents=True, exist_ok=True)
        (tests / name).write_text(dedent(content))
    return load_assignment(root, SLUG)


def one_test(body: str, *, arguments: str = "submission", marks: str = "", before: str = "") -> str:
    """A file of hidden tests with one test of `f`, worth the course's 10 points, for ONE_PART."""
    indented = "\n".join(f"    {line}" for line in dedent(body).strip().splitlines())
    return (
        "import numpy as np\nfrom grader.judge import points, shared_run\nfrom grader.checks import *\n"
        f'{dedent(before)}\n\n@points(10, part="All", of="f"{marks})\ndef test_f({arguments}):\n'
        f'    """It is right"""\n{indented}\n'
    )


ONE_PART = """
title = "One part"
file = "small.py"
functions = ["f", "g"]

[[parts]]
name = "All"
points = 10
""" + SETTINGS[SETTINGS.index("\n[limits]") :]


def handed_in(source: str | bytes, name: str = "alice") -> Submission:
    content = source if isinstance(source, bytes) else dedent(source).encode()
    return Submission(name, {FILE: content}, hashlib.sha256(content).hexdigest(), ())


def with_limits(assignment: Assignment, limits: Limits) -> Assignment:
    return replace(assignment, settings=replace(assignment.settings, limits=limits))


class LastingJudges(Judges):
    """Warm judges for one submission after the other, as for those of a class."""

    def __exit__(self, *_: object) -> None:
        """`judge_all` ends those that it is given: not these."""

    def close(self) -> None:
        super().__exit__()


@dataclass(frozen=True)
class Grader:
    """Grades in the sandbox with the fork server of the whole session."""

    server: ForkServer

    def judge(
        self,
        assignment: Assignment,
        source: str | bytes | Submission,
        *,
        timing: Timing | None = None,
        key: bytes = KEY,
    ) -> Judgement | GraderError:
        submission = source if isinstance(source, Submission) else handed_in(source)
        (result,) = judge_all(assignment, [Job(submission)], self.server, key=key, timing=timing, slots=1)
        return result

    def __call__(
        self,
        assignment: Assignment,
        source: str | bytes | Submission,
        *,
        timing: Timing | None = None,
        key: bytes = KEY,
    ) -> Grade:
        result = self.judge(assignment, source, timing=timing, key=key)
        if isinstance(result, GraderError):
            raise result
        return result.grade


def by_id(grade: Grade) -> dict[str, Outcome]:
    return {test.id: test for test in grade.tests}


def statuses(grade: Grade) -> dict[str, str]:
    """Test → status, or "< f" where it follows from f."""
    return {test.id: f"< {test.follows_from}" if test.follows_from else test.status for test in grade.tests}
