"""The assignment cnn: what is to be written by hand is found in the source, or seen when it runs."""

from __future__ import annotations

import pytest
from real_parts import fetched, needed
from small_course import KEY

from grader.course import Assignment
from grader.judge.forbidden import find_forbidden
from grader.judge.run import hidden_tests
from grader.validate.matrix import Case, cases, run_matrix


@pytest.fixture(scope="module")
def cnn() -> Assignment:
    needed("torch")
    return fetched("cnn")


@pytest.fixture(scope="module")
def every(cnn: Assignment) -> list[Case]:
    return cases(cnn, repetitions=1)


def test_what_is_by_hand_is_found_in_forbidden_mutants_alone(cnn: Assignment, every: list[Case]) -> None:
    found = {case.name for case in every if find_forbidden({cnn.settings.file: case.source.encode()}, cnn.settings)}
    forbidden = {case.name for case in every if case.kind == "mutant" and case.name.startswith("forbidden_")}
    # these look for the name when they run; the watch in the worker sees the call
    at_run_time = {"found_at_run_time", "where_nobody_looks", "caught", "gradients"}
    assert found == forbidden - {f"forbidden_{name}" for name in at_run_time}
    assert len(found) > 10


def test_a_call_that_no_source_names_ends_as_forbidden(cnn: Assignment, every: list[Case]) -> None:
    chosen = [case for case in every if case.name == "forbidden_where_nobody_looks"]
    results, _ = run_matrix(cnn, chosen, hidden_tests(cnn), cheap=True, aimed=True, key=KEY)
    assert results["mutant forbidden_where_nobody_looks"].failing["test_loops"] == "forbidden"
