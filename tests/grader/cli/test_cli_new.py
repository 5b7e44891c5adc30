"""`grader new`: a skeleton that is released and proven with no edit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terminal import assert_one_line, grader


def test_the_skeleton_is_released_and_proven_as_it_stands(tmp_path: Path) -> None:
    made = grader("new", "ridge", "--title", "Ridge regression", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "is a course now" in made.stdout
    assert "next: grader release ridge; grader validate ridge" in made.stdout
    assert (tmp_path / ".gitignore").read_text().splitlines()[0] == ".grader/"

    released = grader("release", "ridge", cwd=tmp_path)
    assert released.returncode == 0, released.stderr
    assert grader("release", "--check", cwd=tmp_path).returncode == 0
    template = tmp_path / "student_template" / "ridge"
    assert "residual" not in (template / "ridge.py").read_text()
    checked = json.loads(grader("check", "--json", cwd=template).stdout)
    assert (checked["title"], checked["passed"], checked["of"]) == ("Ridge regression", 0, 2)

    proven = grader("validate", "ridge", cwd=tmp_path)
    assert proven.returncode == 0, proven.stdout + proven.stderr
    assert "the hidden tests hold" in proven.stdout
    assert "no mutant fails" not in proven.stdout  # each test has one that it kills
    for kind, name in (("mutant", "predict_in_place"), ("variant", "float32")):
        assert f"✓ {kind} {name}:" in proven.stdout


def test_a_second_assignment_joins_the_course(tmp_path: Path) -> None:
    assert grader("new", "one", cwd=tmp_path).returncode == 0
    below = tmp_path / "reference" / "one"
    done = grader("new", "two", cwd=below)
    assert done.returncode == 0, done.stderr
    assert "is a course now" not in done.stdout
    assert (tmp_path / "reference" / "two" / "two.py").is_file()


def test_where_a_course_begins(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    assert_one_line(grader("new", "one", cwd=tmp_path), "the folder is not empty", "--course DIR")
    done = grader("new", "one", "--course", "teaching", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "teaching" / "tests" / "assignments" / "one" / "probes.py").is_file()


@pytest.mark.parametrize("slug", ["Ridge", "2d", "ridge-regression", "../up", "", "random", "numpy", "class"])
def test_a_name_that_cannot_be_one(tmp_path: Path, slug: str) -> None:
    assert_one_line(grader("new", slug, cwd=tmp_path), "cannot name an assignment")
    assert list(tmp_path.iterdir()) == []


def test_a_title_that_would_not_be_read_back(tmp_path: Path) -> None:
    assert_one_line(grader("new", "one", "--title", 'a "title"', cwd=tmp_path), "cannot be a title")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "tests" / "assignments" / "one"
    there.mkdir(parents=True)
    assert_one_line(grader("new", "one", "--course", tmp_path), "is there already")
    assert not (tmp_path / "reference").exists()
