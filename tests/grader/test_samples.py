"""`grader demo`: the eight sample submissions, graded in the sandbox with the hidden tests, on the real MNIST.

What is right keeps its points, what is wrong loses its own and what follows from it, and nothing stops the batch.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from small_course import KEY, by_id

from grader.course import Assignment
from grader.judge.grade import Grade, Outcome

TRAINING = {
    "test_fit_returns_parameters_and_history",
    "test_history_is_what_was_measured",
    "test_fit_is_plain_gradient_descent",
    "test_fit_updates_by_sgd_step",
    "test_fit_uses_every_example_once",
    "test_fit_draws_a_new_order_each_epoch",
    "test_no_order_follows_from_another",
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


@dataclass(frozen=True)
class Demo:
    """A run of `grader demo`, and what it wrote."""

    done: subprocess.CompletedProcess[str]
    out: Path
    grades: dict[str, Grade]


class Results(msgspec.Struct, forbid_unknown_fields=True):
    """results.json of a demo."""

    schema: int
    submissions: list[Grade]


@pytest.fixture(scope="session")
def demo(mlp_numpy: Assignment, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The real command, two slots, on a copy of the course that has the key of these tests."""
    course, out = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("out") / "demo"
    for folder in ("reference", "tests/assignments", "examples"):
        shutil.copytree(mlp_numpy.course / folder, course / folder)
    (course / ".grader").mkdir()
    (course / ".grader" / "key").write_text(hashlib.sha256(KEY).hexdigest())
    command = [sys.executable, "-m", "grader", "demo", "--course", course, "--out", out, "--slots", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=540, env={**os.environ, "COLUMNS": "120"})
    assert done.returncode == 0, done.stdout + done.stderr
    written = msgspec.json.decode((out / "results.json").read_bytes(), type=Results)
    return Demo(done, out, {grade.submission: grade for grade in written.submissions})


@pytest.fixture
def grades(demo: Demo) -> dict[str, Grade]:
    return demo.grades


def test_the_last_line_says_where_the_report_is(demo: Demo) -> None:
    last = demo.done.stdout.splitlines()[-1]
    assert last == f"results: {demo.out / 'results.json'}, report: {demo.out / 'index.html'}"


def test_the_report_is_that_of_a_class_with_the_pages_of_each_submission(demo: Demo) -> None:
    index = (demo.out / "index.html").read_text(encoding="utf-8")
    pages = {path.relative_to(demo.out).as_posix() for path in demo.out.rglob("*.html")} - {"index.html"}
    assert pages == {f"{folder}/{name}.html" for folder in ("instructor", "students") for name in demo.grades}
    assert [page for page in pages if page.startswith("instructor/") and f'href="{page}"' not in index] == []
    assert '<h2 id="tests">Tests</h2>' in index
    assert "8 submissions" in index


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
