"""`grader margins`: right solutions under several secret splits, and what they keep for the next time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_course import HIDDEN, SETTINGS, write_course
from terminal import assert_one_line, grader

from grader.course import Assignment

TRAINING = '''
import numpy as np
from grader.checks import check_accuracy
from grader.judge import points


@points(4, part="Adding up", of="total", training=True)
def test_learned(submission, rng):
    """Accuracy on ten examples, of which a split makes up to three hard"""
    hard = int(rng.integers(0, 4)) if submission.total([1]) < 2.5 else 0
    got = np.r_[np.arange(10 - hard), np.zeros(hard, int)]
    check_accuracy(got, np.arange(10), full=0.9, zero=0.5)
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


def test_a_threshold_that_an_unlucky_split_misses_is_shown(course: Assignment) -> None:
    done = grader("margins", "small", "--seeds", "6", cwd=course.course)
    kept = json.loads((course.tests_folder / "margins.json").read_bytes())
    values = {(one["solution"], one["seed"]): one["value"] for one in kept}
    assert set(values) == {(name, seed) for name in ("reference", "variant never_wrong") for seed in range(6)}
    assert {values["variant never_wrong", seed] for seed in range(6)} == {1.0}
    unlucky = [seed for seed in range(6) if values["reference", seed] < 0.9]
    assert unlucky, values
    lowest = min(values.values())
    assert f"test_learned: 12 runs, mean {sum(values.values()) / 12:.2%}, full points from 90.00%" in done.stdout
    assert f"lowest {lowest:.2%}: reference, seed " in done.stdout
    for seed in unlucky:
        assert f"reference, seed {seed}: test_learned partial: predict is right on " in done.stdout
    assert done.returncode == 1


def test_only_what_is_named_is_measured_and_the_rest_is_kept(course: Assignment) -> None:
    margins = course.tests_folder / "margins.json"
    margins.write_text(
        '[{"solution":"variant old","test":"test_learned","seed":0,"value":1,"full":0.9,"cpu_seconds":1}]'
    )
    done = grader("margins", "small", "--seeds", "2", "--variant", "never_wrong", cwd=course.course)
    assert {one["solution"] for one in json.loads(margins.read_bytes())} == {
        "reference",
        "variant never_wrong",
        "variant old",
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
