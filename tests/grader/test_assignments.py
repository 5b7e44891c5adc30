"""Every assignment: its hidden tests end alike in-process and in the sandbox, and kill what they must."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest
from real_parts import REPOSITORY, fetched
from small_course import KEY

from grader import submission
from grader.course import Assignment, assignment_slugs, load_assignment
from grader.judge.grade import Outcome
from grader.judge.grading import fork_server
from grader.judge.job import ALL_TESTS, Job, Judgement, Order
from grader.judge.limits import read_timing
from grader.judge.pool import judge_all
from grader.judge.run import hidden_tests
from grader.judge.spec import TestSpec
from grader.validate.matrix import Case, Result, cases, idle_tests, run_matrix

WHOLE = ("mlp_numpy", "autodiff")  # of the others a sample: the whole matrix is what `grader validate` is for
LONG_TRAINING = ("cnn", "multires_cnn", "cnn_transfer")  # a minute or more for the reference alone
DATA_TO_TRAIN_ONLY = ("cnn_transfer",)  # 140 MB to download, which only the tests that are left out here would need
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@pytest.fixture(scope="module", params=assignment_slugs(REPOSITORY))
def assignment(request: pytest.FixtureRequest) -> Assignment:
    """Each assignment of this repository, with its datasets."""
    if request.param in DATA_TO_TRAIN_ONLY:
        return load_assignment(REPOSITORY, request.param)
    return fetched(request.param)


@pytest.fixture(scope="module")
def specs(assignment: Assignment) -> dict[str, TestSpec]:
    return hidden_tests(assignment)


def in_process(assignment: Assignment, names: Collection[str]) -> dict[str, str]:
    """Test → how it ended, by plain pytest in the repository, of the tests of these names."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA"]
    places = []
    for path in assignment.hidden_tests:
        there = re.findall(r"^def (\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
        places += [f"{path}::{name}" for name in there if name in names]
    done = subprocess.run(
        [*command, *places], capture_output=True, text=True, cwd=assignment.course, env=ONE_THREAD, timeout=300
    )
    return {name: how.lower() for how, name in re.findall(r"^([A-Z]+) \S+::(\w+)", done.stdout, re.MULTILINE)}


def sandboxed(assignment: Assignment, order: Order = ALL_TESTS, path: Path | None = None) -> tuple[Outcome, ...]:
    job = Job(submission.read(path or assignment.reference_file, assignment), order)
    with fork_server(assignment) as server:
        (result,) = judge_all(
            assignment, [job], server, key=KEY, timing=read_timing(assignment, server.isolation.tier), slots=1
        )
    assert isinstance(result, Judgement), result
    return result.grade.tests


def test_hidden_tests_end_alike_in_process_and_in_the_sandbox(
    assignment: Assignment, specs: dict[str, TestSpec]
) -> None:
    """All of them, or every other cheap one where each takes its time."""
    order = ALL_TESTS
    if assignment.slug in LONG_TRAINING:
        order = Order(frozenset(sorted(name for name, spec in specs.items() if not spec.training)[::2]))
    wanted = {name for name, spec in specs.items() if order.wants(spec)}
    here = in_process(assignment, wanted)
    there = sandboxed(assignment, order)
    assert here == {test.id: test.status for test in there}, [test.message for test in there if test.message]
    assert set(here) == wanted
    assert set(here.values()) == {"passed"}
    assert len(here) >= 20


LOOKED_FOR = ("numpy", "torch", "torchvision", "sklearn", "scipy", "jax", "autograd", "pandas", "pytest")


def test_packages_that_are_not_allowed_are_not_there(
    assignment: Assignment, specs: dict[str, TestSpec], tmp_path: Path
) -> None:
    path = tmp_path / assignment.settings.file
    reference = assignment.reference_file.read_text(encoding="utf-8")
    look = f"import importlib.util\nprint('there:', [name for name in {LOOKED_FOR} if importlib.util.find_spec(name)])"
    path.write_text(f"{reference}\n\n{look}\n", encoding="utf-8")
    cheap = next(name for name, spec in specs.items() if not spec.training)
    (test,) = sandboxed(assignment, Order(frozenset([cheap])), path)
    allowed = [name for name in LOOKED_FOR if name in assignment.settings.packages.allowed]
    assert (test.status, test.output) == ("passed", f"there: {allowed}\n")


def test_the_points_add_up_to_a_hundred(assignment: Assignment, specs: dict[str, TestSpec]) -> None:
    assert sum(spec.points for spec in specs.values()) == assignment.max_score == 100


def test_what_a_test_needs_is_a_function_of_the_assignment(assignment: Assignment, specs: dict[str, TestSpec]) -> None:
    functions = set(assignment.settings.functions)
    assert {name for spec in specs.values() for name in spec.needs} <= functions
    assert {spec.of for spec in specs.values()} == functions


def sample(every: list[Case], specs: dict[str, TestSpec]) -> list[Case]:
    """For every third cheap test a mutant of its own that it is to kill, a variant, the template, a degenerate.

    The reference is judged by the test that compares the two ways to run them.
    """
    shuffled = random.Random(20261126).sample(every, len(every))
    of_a_kind = {case.kind: case.label for case in shuffled}
    chosen = {of_a_kind[kind] for kind in ("template", "degenerate", "variant")}
    killers: dict[str, str] = {}
    for case in shuffled:
        kills = case.header.kills if case.header else ()
        left = [name for name in kills if name in specs and not specs[name].training and name not in killers]
        killers |= dict.fromkeys(left[:1], case.label)
    chosen |= {killers[name] for name in sorted(killers)[::3]}
    return [case for case in every if case.label in chosen]


@pytest.fixture(scope="module")
def cheap(assignment: Assignment, specs: dict[str, TestSpec]) -> tuple[list[Case], dict[str, Result]]:
    """Cases but those that only a test that trains can kill, each judged once, without the tests that train.

    A mutant meets the tests that are to kill it: what else it fails is what `grader validate` is for.
    """
    every = cases(assignment, repetitions=1)
    if assignment.slug not in WHOLE:
        every = sample(every, specs)
    results, left_out = run_matrix(assignment, every, specs, cheap=True, aimed=True, key=KEY)
    return [case for case in every if case.label not in left_out], results


def test_the_cheap_kill_matrix_has_no_complaint(
    assignment: Assignment, cheap: tuple[list[Case], dict[str, Result]]
) -> None:
    run, results = cheap
    assert [(label, result.complaints) for label, result in results.items() if result.complaints] == []
    assert set(results) == {case.label for case in run}
    counts = Counter(case.kind for case in run)
    whole = assignment.slug in WHOLE
    assert (counts["reference"], counts["template"], counts["degenerate"]) == (whole, 1, 3 if whole else 1)
    assert counts["mutant"] >= 10
    assert counts["variant"] >= 1


def test_cheap_tests_kill_a_mutant(
    assignment: Assignment, cheap: tuple[list[Case], dict[str, Result]], specs: dict[str, TestSpec]
) -> None:
    """All of them, or the third for which a sample has a mutant."""
    run, results = cheap
    asked = {name: spec for name, spec in specs.items() if not spec.training}
    idle = idle_tests(results, asked, run)
    assert len(idle) <= (0 if assignment.slug in WHOLE else len(asked) * 2 // 3), idle
