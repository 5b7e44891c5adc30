"""The eight sample submissions, graded in the sandbox with the hidden tests, two at a time, on the real MNIST.

What is right keeps its points, what is wrong loses its own and what follows from it, and nothing stops the batch.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from small_course import KEY, by_id

from grader import submission
from grader.course import Assignment
from grader.errors import GraderError
from grader.judge.grade import Grade, Outcome
from grader.judge.grading import fork_server
from grader.judge.limits import read_timing
from grader.judge.pool import Job, judge_all
from grader.judge.run import Judgement

SAMPLES = Path(__file__).parents[2] / "examples" / "submissions"

TRAINING = {
    "test_fit_returns_parameters_and_history",
    "test_history_is_what_was_measured",
    "test_fit_is_plain_gradient_descent",
    "test_fit_updates_by_sgd_step",
    "test_fit_uses_every_example_once",
    "test_fit_draws_a_new_order_each_epoch",
    "test_validation_data_has_no_influence",
    "test_fit_depends_on_the_generator_alone",
    "test_fit_takes_labels_in_any_container",
    "test_fit_is_pure",
}
ACCURACY = {"test_accuracy_on_mnist", "test_history_on_mnist"}

# sample → its score, what fails by itself, what follows from which function
FAIR: dict[str, tuple[float, set[str], dict[str, set[str]]]] = {
    "right": (100, set(), {}),
    "unusual": (100, set(), {}),
    "global-maximum": (98, {"test_softmax_of_rows_far_apart"}, {}),
    "mean-bias-gradient": (
        92,
        {
            "test_backward_of_the_biases",
            "test_backward_of_any_depth",
            "test_backward_agrees_with_finite_differences",
        },
        {},
    ),
    "last-batch-dropped": (
        93,
        {
            "test_fit_returns_parameters_and_history",
            "test_fit_updates_by_sgd_step",
            "test_fit_uses_every_example_once",
        },
        {},
    ),
    "exits-in-predict": (
        87,
        {"test_predict_gives_the_largest_logit", "test_predict_is_pure"},
        {"predict": {"test_accuracy_on_mnist"}},
    ),
    "endless-schedule": (
        62,
        {
            "test_learning_rate_starts_at_base_lr",
            "test_learning_rate_never_rises",
            "test_learning_rate_falls_below_half",
        },
        {"learning_rate": TRAINING | ACCURACY},
    ),
}


@pytest.fixture(scope="session")
def grades(mlp_numpy: Assignment) -> dict[str, Grade]:
    """All eight in one batch, two slots, as `grader demo` does; under a key of these tests."""
    jobs = [Job(submission.read(folder, mlp_numpy)) for folder in sorted(SAMPLES.iterdir())]
    with fork_server(mlp_numpy) as server:
        results = judge_all(mlp_numpy, jobs, server, key=KEY, timing=read_timing(mlp_numpy), slots=2)
    assert [result for result in results if isinstance(result, GraderError)] == []
    return {result.grade.submission: result.grade for result in results if isinstance(result, Judgement)}


def lost(grade: Grade) -> list[Outcome]:
    return [test for test in grade.tests if test.status != "passed"]


def test_every_sample_has_a_whole_grade(mlp_numpy: Assignment, grades: dict[str, Grade]) -> None:
    assert set(grades) == {*FAIR, "patched-comparisons"}
    assert {len(grade.tests) for grade in grades.values()} == {len(grades["right"].tests)}
    assert {grade.max_score for grade in grades.values()} == {100} == {mlp_numpy.max_score}
    assert not [test for grade in grades.values() for test in grade.tests if test.status in ("not_run", "skipped")]


@pytest.mark.parametrize("name", FAIR)
def test_a_sample_loses_what_is_wrong_and_what_follows_and_nothing_else(grades: dict[str, Grade], name: str) -> None:
    score, own, follow = FAIR[name]
    grade = grades[name]
    assert {test.id for test in lost(grade) if test.follows_from is None} == own
    follows: dict[str, set[str]] = {}
    for test in lost(grade):
        if test.follows_from is not None:
            follows.setdefault(test.follows_from, set()).add(test.id)
    assert follows == follow
    assert grade.score == score
    assert all(test.message for test in lost(grade))


def test_the_mistake_is_named(grades: dict[str, Grade]) -> None:
    def said(name: str, test: str) -> str:
        found = by_id(grades[name])[test]
        return f"{found.message} {found.hint}"

    assert "whole batch" in said("global-maximum", "test_softmax_of_rows_far_apart")
    assert "twice" in said("mean-bias-gradient", "test_backward_of_the_biases")
    assert "last" in said("last-batch-dropped", "test_fit_uses_every_example_once")
    assert "exit status 0" in said("exits-in-predict", "test_predict_gives_the_largest_logit")


def test_what_never_returns_is_stopped_and_then_given_less_time(grades: dict[str, Grade]) -> None:
    tests = lost(grades["endless-schedule"])
    assert {test.status for test in tests} == {"timeout"}
    first, *others = [test for test in tests if test.id not in ACCURACY]
    assert all(test.limit_seconds < first.limit_seconds for test in others)


def test_wrong_answers_under_patched_comparisons_earn_next_to_nothing(grades: dict[str, Grade]) -> None:
    grade = grades["patched-comparisons"]
    assert grade.score <= 10
    passed = {test.id for test in grade.tests if test.status == "passed"}
    assert passed <= {"test_init_params_has_the_layout", "test_backward_has_the_shapes_of_the_parameters"}


def test_accuracy_leaves_its_evidence(grades: dict[str, Grade]) -> None:
    tests = by_id(grades["right"])
    assert tests["test_accuracy_on_mnist"].evidence["accuracy"]["value"] > 0.96
    assert len(tests["test_history_on_mnist"].evidence["history"]["train_loss"]) == 10
