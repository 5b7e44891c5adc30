"""`grader curves`: what is recorded of training, and what it shows of a rule."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from small_course import ONE_PART, write_course
from terminal import assert_one_line, grader

from grader.course import Assignment

HIDDEN = '''
import numpy as np
from grader.checks import check_accuracy
from grader.judge import points, shared_run


@shared_run
def trained(submission, rng):
    x = rng.random((1000, 1))
    y = (x[:, 0] > 0.5).astype(int)
    return submission.fit(x, y), x, y


@points(10, part="All", of="fit", training=True)
def test_accuracy(trained):
    """Accuracy after sixty steps"""
    t, x, y = trained
    check_accuracy((x[:, 0] > t).astype(int), y, full=0.8, zero=0.7)
'''
SETTINGS = re.sub(r"functions = .*", 'functions = ["fit"]', ONE_PART)
RIGHT = """
def classes(t, x):
    return (x[:, 0] > t).astype(int)

def step(t):
    return t + 0.01 * (t < 0.5)

def fit(x, y):
    t = 0.0
    for _ in range(60):
        t = step(t)
    return t
"""
LATE = """\
# /// variant
# why = "it begins late"
# ///
def fit(x, y):
    t = 0.0
    for number in range(60):
        u = step(t)
        t = u if number >= 20 else t
    return t
"""
UNTRAINED = """\
# /// mutant
# kills = ["test_accuracy"]
# cause = "untrained"
# ///
def step(t):
    return t
"""
FAST = """\
# /// mutant
# kills = ["test_accuracy"]
# cause = "learns too fast"
# ///
def step(t):
    return t + 0.05 * (t < 0.5)
"""
RULE = """
[[rule]]
run = "trained"
call = "fit"
update = "step"
classes = "classes"
examples = [0, 1]
whole = 60
least = 0.7
floors = [[{after}, 0.6]]
"""
AFTER = [1, 2, 4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50]


def made(root: Path, after: int) -> Assignment:
    files = {"early_stop.toml": RULE.format(after=after), "variants/late.py": LATE, "mutants/untrained.py": UNTRAINED}
    files |= {"mutants/fast.py": FAST}
    return write_course(root, hidden=HIDDEN, settings=SETTINGS, reference=RIGHT, files=files)


def test_curves_are_recorded_to_the_end_and_a_safe_rule_is_shown(tmp_path: Path) -> None:
    course = made(tmp_path, after=40)
    done = grader("curves", "small", "--seeds", "2", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert grader("curves", "small", "--seeds", "1", "--mutants", cwd=tmp_path).returncode == 0
    (kept,) = json.loads((course.tests_folder / "curves.json").read_bytes())
    assert (kept["run"], kept["after"]) == ("trained", AFTER)
    found = {(one["case"], one["seed"]): one for one in kept["curves"]}
    assert set(found) == {(name, seed) for name in ("reference", "variant late") for seed in (0, 1)} | {
        ("mutant untrained", 0),
        ("mutant fast", 0),
    }
    cut = found.pop(("mutant fast", 0))  # what is well above the floor is not run any further
    assert (cut["cut"], len(cut["right"])) == (True, AFTER.index(40) + 1)
    assert {len(one["right"]) for one in found.values()} == {len(AFTER)}  # none was stopped
    assert not any("cut" in one for one in found.values())  # the other mutant is low, and was run to its end
    assert found["reference", 0]["accuracy"] > found["variant late", 0]["accuracy"] > 0.8
    again = grader("curves", "small", "--seeds", "2", "--case", "reference", cwd=tmp_path)
    assert "reference, seed 0: " not in again.stdout
    fresh = grader("curves", "small", "--seeds", "1", "--case", "reference", "--fresh", cwd=tmp_path)
    assert "reference, seed 0: " in fresh.stdout
    done = grader("curves", "small", "--replay", cwd=tmp_path)
    assert "trained: 4 runs of right solutions, 2 of mutants" in done.stdout
    lowest = r"after 40 of 60: 60%; the lowest right run is at 6\d\.\d% \(variant late, seed \d\); it stops 1 runs"
    assert re.search(lowest, done.stdout)
    assert "1 of 2 runs of mutants are given up" in done.stdout


def test_a_rule_that_would_stop_a_right_run_is_a_fault(tmp_path: Path) -> None:
    made(tmp_path, after=20)
    done = grader("curves", "small", "--seeds", "1", cwd=tmp_path)
    assert done.returncode == 1
    assert re.search(r"variant late, seed 0: would be stopped after 20 updates, and came to \d\d\.\d\d%", done.stdout)
    assert "reference, seed 0: would" not in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--replay"], "no curves of trained are recorded: grader curves small"),
        (["--case", "nobody"], "nothing to grade has 'nobody' in its name"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, options: list[str], words: str) -> None:
    made(tmp_path, after=40)
    assert_one_line(grader("curves", "small", *options, cwd=tmp_path), words)


def test_a_floor_where_nothing_was_measured_and_a_file_that_is_none_are_said(tmp_path: Path) -> None:
    course = made(tmp_path, after=7)
    file = course.tests_folder / "curves.json"
    asked = "the rule of trained has a floor after 7; curves are recorded after 1, 2, 4, 6, 8, 10"
    assert_one_line(grader("curves", "small", "--seeds", "1", cwd=tmp_path), asked)
    assert not file.exists()  # it is said before the runs
    file.write_text(json.dumps([{"run": "trained", "after": AFTER, "curves": []}]))
    for options in (["--replay"], ["--seeds", "1"]):
        assert_one_line(grader("curves", "small", *options, cwd=tmp_path), asked)
    file.write_text("{")
    assert_one_line(grader("curves", "small", "--replay", cwd=tmp_path), "curves.json", "remove it, and record again")
    (course.tests_folder / "early_stop.toml").unlink()
    assert_one_line(grader("curves", "small", "--replay", cwd=tmp_path), "early_stop.toml is not there")
