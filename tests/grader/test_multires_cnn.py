"""The assignment multires_cnn: a network that resizes its images is found in the source, or seen when it runs."""

from __future__ import annotations

import pytest
from real_parts import fetched, needed
from small_course import KEY

from grader.course import Assignment
from grader.judge.forbidden import find_forbidden
from grader.judge.run import hidden_tests
from grader.validate.matrix import Case, cases, run_matrix

AT_RUN_TIME = "forbidden_found_at_run_time"  # it looks for the name when it runs; the watch in the worker sees the call


@pytest.fixture(scope="module")
def multires() -> Assignment:
    needed("torch")
    return fetched("multires_cnn")


@pytest.fixture(scope="module")
def every(multires: Assignment) -> list[Case]:
    return cases(multires, repetitions=1)


def test_what_resizes_is_found_in_forbidden_mutants_alone(multires: Assignment, every: list[Case]) -> None:
    # the reference itself resizes, in make_multires and compare: only MultiResNet must not
    settings = multires.settings
    found = {case.name for case in every if find_forbidden({settings.file: case.source.encode()}, settings)}
    forbidden = {case.name for case in every if case.kind == "mutant" and case.name.startswith("forbidden_")}
    assert found == forbidden - {AT_RUN_TIME}
    assert len(found) > 3


def test_a_resizing_that_no_source_names_ends_as_forbidden(multires: Assignment, every: list[Case]) -> None:
    chosen = [case for case in every if case.name == AT_RUN_TIME]
    results, _ = run_matrix(multires, chosen, hidden_tests(multires), cheap=True, aimed=True, key=KEY)
    assert results[f"mutant {AT_RUN_TIME}"].failing["test_multiresnet_computes_what_is_described"] == "forbidden"
