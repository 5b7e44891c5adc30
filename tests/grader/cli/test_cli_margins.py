"""`grader margins`: right solutions under several secret splits, and what they keep for the next time."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from small_course import HIDDEN, SETTINGS, write_course
from terminal import assert_one_line, grader

from grader.course import Assignment
from grader.validate.margins import Margin, read_margins

TRAINING = '''
import numpy as np
from grader.checks import check_accuracy
from grader.judge import points


@points(4, part="Adding up", of="total", training=True)
def test_learned(submission, rng):
    """Accuracy on a thousand examples, of which most splits make 110 hard"""
    hard = 110 if submission.total([1]) < 2.5 and rng.random() < 0.6 else 0
    got = np.arange(1_000) >= hard
    check_accuracy(got.astype(int), np.ones(1_000, int), full=0.9, zero=0.5)
'''
NEVER_WRONG = """\
# /// variant
# why = "it is above what the test asks for"
# ///
def total(x):
    return 3.0
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    without = HIDDEN[: HIDDEN.index('@points(4, part="Adding up"')]
    files = {"test_hidden_training.py": TRAINING, "variants/never_wrong.py": NEVER_WRONG}
    return write_course(tmp_path_factory.mktemp("course"), hidden=without, files=files)


SEEDS = range(8)
Done = subprocess.CompletedProcess[str]


def kept_by(course: Assignment) -> dict[tuple[str, int], Margin]:
    return {(one.solution, one.seed): one for one in read_margins(course)}


@pytest.fixture(scope="module")
def measured(course: Assignment) -> Done:
    return grader("margins", "small", "--seeds", str(len(SEEDS)), cwd=course.course)


def test_a_threshold_that_an_unlucky_split_misses_is_shown(course: Assignment, measured: Done) -> None:
    kept = kept_by(course)
    assert set(kept) == {(name, seed) for name in ("reference", "variant never_wrong") for seed in SEEDS}
    assert {kept["variant never_wrong", seed].value for seed in SEEDS} == {1.0}
    values = [one.value for one in kept.values()]
    assert f"test_learned: 16 runs, mean {np.mean(values):.2%}, full points from 90.00%" in measured.stdout
    assert f"lowest {min(values):.2%}" in measured.stdout
    mean = np.mean([kept["reference", seed].value for seed in SEEDS])
    assert f"reference: mean {mean:.2%}, " in measured.stdout


def test_only_who_is_unlucky_twice_loses_points(course: Assignment, measured: Done) -> None:
    reference = [kept_by(course)["reference", seed] for seed in SEEDS]
    first = [one for one in reference if one.value < 0.9]
    both = [one for one in first if one.second is not None and one.second < 0.9]
    assert all(one.second is not None for one in first)
    assert 0 < len(both) < len(first)
    assert f"run twice: {len(first)}; too low in both runs: {len(both)}" in measured.stdout
    assert [one.low for one in reference] == [one in both for one in reference]
    told = [f"reference, seed {one.seed}: test_learned partial: predict is right on 89.00%" for one in reference]
    assert [line in measured.stdout for line in told] == [one in both for one in reference]
    assert measured.returncode == 1


@pytest.mark.usefixtures("measured")
def test_what_is_known_is_not_measured_again_but_for_what_lost_points(course: Assignment) -> None:
    before = kept_by(course)
    again = grader("margins", "small", "--seeds", str(len(SEEDS)), cwd=course.course)
    lost = [f"reference, seed {seed}" for seed in SEEDS if not before["reference", seed].digest]
    lines = [line.partition(":")[0] for line in again.stdout.splitlines()]
    assert lines == [*lost, "test_learned", *[line for line in lines if line.startswith("  ")], *lost]
    assert kept_by(course).keys() == before.keys()
    assert again.returncode == 1


@pytest.mark.usefixtures("measured")
def test_a_solution_that_changed_is_measured_again(course: Assignment) -> None:
    file = course.tests_folder / "variants" / "never_wrong.py"
    file.write_text(NEVER_WRONG.replace("3.0", "4.0"))
    options = ("--variant", "never_wrong", "--seeds", "2")
    changed, same = (grader("margins", "small", *options, cwd=course.course).stdout for _ in range(2))
    file.write_text(NEVER_WRONG)
    assert "variant never_wrong, seed 1: 100.00% (" in changed
    assert "variant never_wrong, seed" not in same


def test_only_what_is_named_is_measured_and_of_the_rest_what_is_there_is_kept(course: Assignment) -> None:
    margins = course.tests_folder / "margins.json"
    old = {"test": "test_learned", "seed": 0, "value": 1, "full": 0.9, "examples": 9, "cpu_seconds": 1, "digest": "0"}
    margins.write_text(json.dumps([old | {"solution": "variant gone"}, old | {"solution": "reference", "seed": 9}]))
    done = grader("margins", "small", "--seeds", "2", "--variant", "never_wrong", cwd=course.course)
    assert set(kept_by(course)) == {(name, n) for name in ("reference", "variant never_wrong") for n in (0, 1)} | {
        ("reference", 9)
    }
    assert "variant never_wrong, seed 1: 100.00% (" in done.stdout
    margins.unlink()


def test_without_a_test_that_trains_there_is_nothing_to_measure(tmp_path: Path) -> None:
    course = write_course(tmp_path, settings=SETTINGS)
    assert_one_line(grader("margins", "small", cwd=course.course), "small has no test that trains")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--variant", "odd"), ["no variant is called 'odd'", "there is: never_wrong"]),
        (("--seeds", "1"), ["--seeds", "1 is not in the range x>=2"]),
        (("--slots", "0"), ["--slots", "0 is not in the range x>=1"]),
        (("--course", "nowhere"), ["--course", "'nowhere' does not exist"]),
    ],
)
def test_wrong_use_is_one_line(course: Assignment, options: tuple[str, ...], words: list[str]) -> None:
    assert_one_line(grader("margins", "small", *options, cwd=course.course), *words)


def test_a_damaged_file_is_one_line(course: Assignment) -> None:
    (course.tests_folder / "margins.json").write_text("{")
    assert_one_line(grader("margins", "small", cwd=course.course), "margins.json", "remove it, and measure again")
    (course.tests_folder / "margins.json").unlink()
