"""The hidden tests of cnn: the same on the reference in-process and in the sandbox, and a part of its kill matrix.

All of it, and the run on MNIST, are `grader validate cnn`.
"""

from __future__ import annotations

import pytest
from small_course import KEY
from test_mlp_numpy import in_process, sandboxed

from grader.course import Assignment
from grader.judge.forbidden import find_forbidden
from grader.judge.marks import TestSpec
from grader.judge.run import Order, hidden_tests
from grader.validate.matrix import Case, Result, cases, own_failures, run_matrix


@pytest.fixture(scope="module")
def specs(cnn: Assignment) -> dict[str, TestSpec]:
    return hidden_tests(cnn)


@pytest.fixture(scope="module")
def every(cnn: Assignment) -> list[Case]:
    return cases(cnn, repetitions=1)


def test_every_cheap_test_ends_alike_in_process_and_in_the_sandbox(cnn: Assignment, specs: dict[str, TestSpec]) -> None:
    here = in_process(cnn, "-k", "not mnist")
    there = sandboxed(cnn, Order(cheap=True))
    assert here == {test.id: test.status for test in there}, [test.message for test in there if test.message]
    assert set(here) == {name for name, spec in specs.items() if not spec.training}
    assert set(here.values()) == {"passed"}
    assert len(here) >= 40


def test_the_points_add_up_to_a_hundred(cnn: Assignment, specs: dict[str, TestSpec]) -> None:
    assert sum(spec.points for spec in specs.values()) == cnn.max_score == 100


def test_every_function_has_tests(cnn: Assignment, specs: dict[str, TestSpec]) -> None:
    assert {spec.of for spec in specs.values()} == set(cnn.settings.functions)


def test_what_is_by_hand_is_found_in_forbidden_mutants_alone(cnn: Assignment, every: list[Case]) -> None:
    found = {case.name for case in every if find_forbidden({cnn.settings.file: case.source.encode()}, cnn.settings)}
    forbidden = {case.name for case in every if case.kind == "mutant" and case.name.startswith("forbidden_")}
    # these look for the name when they run; the watch in the worker sees the call
    at_run_time = {"found_at_run_time", "where_nobody_looks", "caught", "gradients"}
    assert found == forbidden - {f"forbidden_{name}" for name in at_run_time}
    assert len(found) > 10


@pytest.fixture(scope="module")
def judged(cnn: Assignment, specs: dict[str, TestSpec], every: list[Case]) -> dict[str, Result]:
    """A part of the matrix: for each cheap test the first mutant that it kills, and every third variant."""
    first: dict[str, Case] = {}
    for case in every:
        for name in case.header.kills if case.header else ():
            if not specs[name].training:
                first.setdefault(name, case)
    variants = [case for case in every if case.kind == "variant"]
    others = [case for case in every if case.kind in ("reference", "template", "degenerate")]
    at_run_time = [case for case in every if case.name == "forbidden_where_nobody_looks"]
    chosen = {case.label: case for case in (*others, *first.values(), *at_run_time, *variants[::3])}
    results, _ = run_matrix(cnn, list(chosen.values()), specs, cheap=True, key=KEY)
    return results


def test_a_part_of_the_cheap_kill_matrix_has_no_complaint(judged: dict[str, Result]) -> None:
    assert [(label, result.complaints) for label, result in judged.items() if result.complaints] == []


def test_every_cheap_test_kills_a_mutant(judged: dict[str, Result], specs: dict[str, TestSpec]) -> None:
    killing = {name for label, result in judged.items() if label.startswith("mutant") for name in own_failures(result)}
    assert [name for name, spec in specs.items() if not spec.training and name not in killing] == []


def test_a_call_that_no_source_names_ends_as_forbidden(judged: dict[str, Result]) -> None:
    assert judged["mutant forbidden_where_nobody_looks"].failing["test_loops"] == "forbidden"
