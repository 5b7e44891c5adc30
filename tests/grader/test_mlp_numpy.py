"""The hidden tests of mlp_numpy: the same on the reference in-process and in the sandbox, and a cheap kill matrix."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from small_course import KEY

from grader import submission
from grader.course import Assignment
from grader.judge.grade import Outcome
from grader.judge.grading import fork_server
from grader.judge.limits import read_timing
from grader.judge.marks import TestSpec
from grader.judge.pool import Job, judge_all
from grader.judge.run import ALL_TESTS, Judgement, Order, hidden_tests
from grader.validate.matrix import Case, Result, cases, idle_tests, run_matrix

ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@pytest.fixture(scope="module")
def specs(mlp_numpy: Assignment) -> dict[str, TestSpec]:
    return hidden_tests(mlp_numpy)


def in_process(assignment: Assignment, *options: str) -> dict[str, str]:
    """Test → how it ended, by plain pytest in the repository; with options of pytest's."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA"]
    files = [str(path) for path in assignment.hidden_tests]
    done = subprocess.run(
        [*command, *options, *files], capture_output=True, text=True, cwd=assignment.course, env=ONE_THREAD, timeout=300
    )
    return {name: how.lower() for how, name in re.findall(r"^([A-Z]+) \S+::(\w+)", done.stdout, re.MULTILINE)}


def sandboxed(assignment: Assignment, order: Order = ALL_TESTS) -> tuple[Outcome, ...]:
    job = Job(submission.read(assignment.reference_file, assignment), order)
    with fork_server(assignment) as server:
        (result,) = judge_all(
            assignment, [job], server, key=KEY, timing=read_timing(assignment, server.isolation.tier), slots=1
        )
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


@pytest.fixture(scope="module")
def cheap(mlp_numpy: Assignment, specs: dict[str, TestSpec]) -> tuple[list[Case], dict[str, Result]]:
    """Every case but those that only a test that trains can kill, each judged once with the tests that do not train."""
    every = cases(mlp_numpy, repetitions=1)
    results, left_out = run_matrix(mlp_numpy, every, specs, cheap=True, key=KEY)
    return [case for case in every if case.label not in left_out], results


def test_the_cheap_kill_matrix_has_no_complaint(cheap: tuple[list[Case], dict[str, Result]]) -> None:
    run, results = cheap
    assert [(label, result.complaints) for label, result in results.items() if result.complaints] == []
    assert set(results) == {case.label for case in run}
    counts = Counter(case.kind for case in run)
    assert (counts["reference"], counts["template"], counts["degenerate"]) == (1, 1, 3)
    assert counts["mutant"] > 100
    assert counts["variant"] > 10


def test_every_cheap_test_kills_a_mutant(
    cheap: tuple[list[Case], dict[str, Result]], specs: dict[str, TestSpec]
) -> None:
    run, results = cheap
    assert idle_tests(results, {name: spec for name, spec in specs.items() if not spec.training}, run) == []
