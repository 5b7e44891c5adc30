"""The hidden tests of mlp_numpy: the same on the reference in-process and in the sandbox, and a cheap kill matrix."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys

import pytest
from small_course import KEY

from grader import submission
from grader.course import Assignment
from grader.judge.follow import FAILING
from grader.judge.grade import Outcome
from grader.judge.grading import fork_server
from grader.judge.limits import read_timing
from grader.judge.marks import TestSpec
from grader.judge.pool import Job, judge_all
from grader.judge.run import Judgement, Order, hidden_tests
from grader.submission import Submission
from grader.validate.matrix import Case, cases

ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def specs(mlp_numpy: Assignment) -> dict[str, TestSpec]:
    return hidden_tests(mlp_numpy)


def in_process(assignment: Assignment) -> dict[str, str]:
    """Test → how it ended, by plain pytest in the repository."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA"]
    files = [str(path) for path in assignment.hidden_tests]
    done = subprocess.run(
        [*command, *files], capture_output=True, text=True, cwd=assignment.course, env=ONE_THREAD, timeout=300
    )
    return {name: how.lower() for how, name in re.findall(r"^([A-Z]+) \S+::(\w+)", done.stdout, re.MULTILINE)}


def sandboxed(assignment: Assignment) -> tuple[Outcome, ...]:
    job = Job(submission.read(assignment.reference_file, assignment))
    with fork_server(assignment) as server:
        (result,) = judge_all(assignment, [job], server, key=KEY, timing=read_timing(assignment), slots=1)
    assert isinstance(result, Judgement), result
    return result.grade.tests


def test_every_hidden_test_ends_alike_in_process_and_in_the_sandbox(
    mlp_numpy: Assignment, specs: dict[str, TestSpec]
) -> None:
    here = in_process(mlp_numpy)
    there = sandboxed(mlp_numpy)
    assert here == {test.id: test.status for test in there}, [test.message for test in there if test.message]
    assert set(here) == set(specs)
    assert set(here.values()) == {"passed"}
    assert len(here) >= 20


def test_the_points_add_up_to_a_hundred(mlp_numpy: Assignment, specs: dict[str, TestSpec]) -> None:
    assert sum(spec.points for spec in specs.values()) == mlp_numpy.max_score == 100


def test_what_a_test_needs_is_a_function_of_the_assignment(mlp_numpy: Assignment, specs: dict[str, TestSpec]) -> None:
    functions = set(mlp_numpy.settings.functions)
    assert {name for spec in specs.values() for name in spec.needs} <= functions
    assert {spec.of for spec in specs.values()} == functions


def judged(
    assignment: Assignment, wanted: list[tuple[Case, Order]], key: bytes = KEY
) -> dict[str, tuple[Outcome, ...]]:
    """Label → outcomes of the ordered tests, two cases at a time."""
    file = assignment.settings.file
    jobs = []
    for case, order in wanted:
        content = case.source.encode()
        jobs.append(Job(Submission(case.label, {file: content}, hashlib.sha256(content).hexdigest()), order))
    with fork_server(assignment) as server:
        results = judge_all(assignment, jobs, server, key=key, timing=read_timing(assignment), slots=2)
    return {result.grade.submission: result.grade.tests for result in results if isinstance(result, Judgement)}


def test_every_mutant_that_a_cheap_test_kills_is_killed_by_those_that_its_header_names(
    mlp_numpy: Assignment, specs: dict[str, TestSpec]
) -> None:
    wanted = []
    for case in cases(mlp_numpy):
        if case.header is not None:
            assert set(case.header.kills) <= set(specs), case.label
            cheap = frozenset(name for name in case.header.kills if not specs[name].training)
            if cheap:
                wanted.append((case, Order(only=cheap)))
    assert len(wanted) > 100
    # a few survive under an unlucky seed, and every edit of a test draws new ones: those get two more
    for key in (KEY, b"a second key", b"a third key"):
        found = judged(mlp_numpy, wanted, key)
        wanted = [(case, order) for case, order in wanted if survives(found[case.label], order)]
    assert [case.label for case, _ in wanted] == []


def survives(tests: tuple[Outcome, ...], order: Order) -> bool:
    return {test.id for test in tests if test.status in {*FAILING, "partial"}} != order.only


def test_every_variant_passes_the_cheap_tests(mlp_numpy: Assignment) -> None:
    wanted = [(case, Order(cheap=True)) for case in cases(mlp_numpy) if case.kind == "variant"]
    found = judged(mlp_numpy, wanted)
    assert len(found) == len(wanted) > 0
    lost = [(name, test.id, test.message) for name, tests in found.items() for test in tests if test.status != "passed"]
    assert lost == []
