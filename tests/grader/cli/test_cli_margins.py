"""`grader margins`: right solutions under several secret splits, and what they keep for the next time."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from small_course import HIDDEN, SETTINGS, write_course
from terminal import assert_one_line, grader

from grader.course import Assignment
from grader.judge.run import hidden_tests
from grader.validate.margins import Margin, current, read_margins, summaries, write_margins
from grader.validate.matrix import cases

TRAINING = '''
import numpy as np
from grader.checks import check_accuracy
from grader.judge import points


RUNS = []
HARD = {2.0: [0, 0], 3.0: [110, 0], 4.0: [110, 110], 5.0: [110]}


@points(4, part="Adding up", of="total", training=True)
def test_learned(submission):
    """Accuracy on a thousand examples, of which 110 are hard now and then"""
    hard = HARD[submission.total([1])]
    RUNS.append(hard[len(RUNS)])
    check_accuracy((np.arange(1_000) >= RUNS[-1]).astype(int), np.ones(1_000, int), full=0.9, zero=0.5)
'''
VARIANT = """\
# /// variant
# why = "a total is one of these"
# ///
def total(x):
    return {total}
"""
VARIANTS = {"unlucky_once": "3.0", "unlucky_twice": "4.0", "lost_the_second_time": "5.0"}
SEEDS = range(2)
Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    without = HIDDEN[: HIDDEN.index('@points(4, part="Adding up"')]
    variants = {f"variants/{name}.py": VARIANT.format(total=total) for name, total in VARIANTS.items()}
    files = {"test_hidden_training.py": TRAINING, **variants}
    return write_course(tmp_path_factory.mktemp("course"), hidden=without, files=files)


def measure(course: Assignment, *options: str) -> Done:
    return grader("margins", "small", "--seeds", str(len(SEEDS)), *options, cwd=course.course)


def kept_by(course: Assignment) -> dict[tuple[str, int], Margin]:
    return {(one.solution, one.seed): one for one in read_margins(course)}


@pytest.fixture(scope="module")
def measured(course: Assignment) -> Done:
    return measure(course)


def test_each_solution_is_measured_with_each_seed(course: Assignment, measured: Done) -> None:
    runs = {
        "reference": (1.0,),
        "variant unlucky_once": (0.89, 1.0),
        "variant unlucky_twice": (0.89, 0.89),
        "variant lost_the_second_time": (0.89, None),
    }
    found = {place: one.runs for place, one in kept_by(course).items()}
    assert found == {(name, seed): values for name, values in runs.items() for seed in SEEDS}
    assert "test_learned: 8 runs, mean 91.75%, full points from 90.00%" in measured.stdout
    assert "reference: mean 100.00%, inf standard errors of 1,000 examples above" in measured.stdout
    assert re.search(r"lowest 89.00%, then [^:]*: variant \w+, seed 0", measured.stdout)
    assert "run twice: 6; lost points: 4" in measured.stdout


def test_only_who_is_unlucky_twice_loses_points(course: Assignment, measured: Done) -> None:
    lost = {place for place, one in kept_by(course).items() if one.lost}
    assert {name for name, _ in lost} == {"variant unlucky_twice", "variant lost_the_second_time"}
    lines = measured.stdout.splitlines()
    for name, seed in kept_by(course):
        told = f"{name}, seed {seed}: test_learned partial: predict is right on 89.00%"
        assert (told in measured.stdout) == ((name, seed) in lost)
        at_once = any(line.startswith(f"{name}, seed {seed}: ") and "CPU s); test_learned" in line for line in lines)
        assert at_once == ((name, seed) in lost)
    assert measured.returncode == 1


@pytest.mark.usefixtures("measured")
def test_what_is_known_is_not_measured_again_but_for_what_lost_points(course: Assignment) -> None:
    before = kept_by(course)
    again = measure(course)
    told = {line.partition(":")[0] for line in again.stdout.splitlines() if "CPU s)" in line}
    assert told == {f"{name}, seed {seed}" for (name, seed), one in before.items() if one.lost}
    assert kept_by(course).keys() == before.keys()
    assert again.returncode == 1


@pytest.mark.usefixtures("measured")
def test_other_limits_change_no_accuracy(course: Assignment) -> None:
    known = read_margins(course)
    file = course.reference_folder / "assignment.toml"
    file.write_text(SETTINGS.replace("training = 5", "training = 8"))
    done = measure(course, "--variant", "unlucky_once")
    file.write_text(SETTINGS)
    assert "CPU s)" not in done.stdout
    assert read_margins(course) == known


def test_a_gpu_computes_other_numbers(course: Assignment) -> None:
    settings = course.settings
    on_gpu = replace(course, settings=replace(settings, limits=replace(settings.limits, gpu=True)))
    here, there = (current(one, cases(course), hidden_tests(course)) for one in (course, on_gpu))
    assert here.keys() == there.keys()
    assert not {*here.values()} & {*there.values()}


def test_the_slowest_is_that_by_the_median_of_what_was_run_once() -> None:
    seconds = {"reference": [2.0, 3.0, 90.0], "variant slow": [8.0, 10.0, 10.0]}
    once = [
        Margin(name, "test_learned", seed, (1.0,), 0.9, 1000, cpu, "")
        for name, several in seconds.items()
        for seed, cpu in enumerate(several)
    ]
    (summary,) = summaries([*once, replace(once[0], seed=3, runs=(0.8, 1.0), cpu_seconds=500.0)])
    assert (summary.slowest, summary.seconds, summary.times_as_long) == ("variant slow", 10.0, pytest.approx(10 / 3))
    assert next(iter(summaries(once[3:]))).times_as_long is None  # beside no reference


@pytest.mark.usefixtures("measured")
def test_how_long_the_slowest_takes_is_told_beside_the_limit(course: Assignment) -> None:
    file = course.tests_folder / "margins.json"
    before = file.read_bytes()
    slow = [replace(one, cpu_seconds=2.0 if one.solution == "reference" else 90.0) for one in read_margins(course)]
    write_margins(course, slow)
    done = measure(course, "--variant", "unlucky_once")
    file.write_bytes(before)
    took = "reference, 2.0 CPU s for all that trains, 1.0 times the reference's"
    assert f"slowest: {took}; the limit of a test or shared run is 5 s" in done.stdout


@pytest.mark.usefixtures("measured")
def test_a_solution_that_changed_is_measured_again(course: Assignment) -> None:
    file = course.tests_folder / "variants" / "unlucky_once.py"
    file.write_text(VARIANT.format(total="2.0"))
    changed, same = (measure(course, "--variant", "unlucky_once").stdout for _ in range(2))
    file.write_text(VARIANT.format(total="3.0"))
    assert "variant unlucky_once, seed 1: 100.00% (" in changed
    assert "variant unlucky_once, seed" not in same
    assert "test_learned: 4 runs, mean 100.00%" in same


@pytest.mark.usefixtures("measured")
def test_what_other_tests_came_to_does_not_count(course: Assignment) -> None:
    file = course.tests_folder / "test_hidden_training.py"
    file.write_text(TRAINING.replace("full=0.9", "full=0.85"))
    done = measure(course, "--variant", "unlucky_twice")
    kept = read_margins(course)
    file.write_text(TRAINING)
    assert {one.full for one in kept} == {0.85}
    assert {one.solution for one in kept} == {"reference", "variant unlucky_twice"}
    assert "test_learned: 4 runs, mean 94.50%, full points from 85.00%" in done.stdout
    assert done.returncode == 0
    (course.tests_folder / "margins.json").unlink()


def test_what_is_there_of_solutions_that_are_not_named_is_kept(course: Assignment) -> None:
    for name in ("unlucky_twice", "unlucky_once"):
        measure(course, "--variant", name)
    names = ("reference", "variant unlucky_once", "variant unlucky_twice")
    assert set(kept_by(course)) == {(name, seed) for name in names for seed in SEEDS}
    (course.tests_folder / "margins.json").unlink()


def test_without_a_test_that_trains_there_is_nothing_to_measure(tmp_path: Path) -> None:
    course = write_course(tmp_path, settings=SETTINGS)
    assert_one_line(grader("margins", "small", cwd=course.course), "small has no test that trains")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--variant", "odd"), ["no variant is called 'odd'", "there is: lost_the_second_time"]),
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
