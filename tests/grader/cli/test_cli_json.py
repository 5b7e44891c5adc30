"""--json and --quiet: one object, or one line, on standard output; colours only where somebody sees them."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from small_course import FILE, REFERENCE, write_course
from terminal import assert_one_line, grader

from grader.course import Assignment

MUTANT = """\
# /// mutant
# kills = ["test_double", "test_total", "test_history"]
# cause = "wrong"
# ///

def double(x):
    return 3 * np.asarray(x)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    assignment = write_course(tmp_path_factory.mktemp("course"), files={"mutants/three.py": MUTANT})
    for login in ("alice", "bob"):
        folder = assignment.course / "handed-in" / login
        folder.mkdir(parents=True)
        (folder / FILE).write_text(REFERENCE if login == "alice" else REFERENCE.replace("SCALE = 2", "SCALE = 3"))
    return assignment


PAGE = (Path(__file__).parents[3] / "docs" / "command-line.md").read_text(encoding="utf-8")


def answered(course: Assignment, *arguments: str | Path, status: int = 0) -> Any:
    done = grader(*arguments, cwd=course.course)
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def documented(name: str) -> Any:
    """The object that the page on the command line has for a command."""
    section = PAGE.partition(f"### grader {name}\n")[2].partition("\n### ")[0]
    return json.loads(section.partition("```json\n")[2].partition("```")[0])


def keys(value: Any) -> Any:
    """The keys of an object, down to where they are names and not words of ours; of a list, those of its first."""
    if isinstance(value, list):
        return keys(value[0]) if value else None
    if not isinstance(value, dict) or not all(re.fullmatch("[a-z_]+", key) for key in value):
        return None
    return {key: keys(of) for key, of in value.items() if key not in OPEN}


OPEN = ("files", "failed", "assignments", "versions", "data", "lines", "sources", "missing", "passed_over")


def test_a_grade_on_standard_output(course: Assignment) -> None:
    found = answered(course, "grade", "small", "handed-in/bob", "--json", "-")
    assert found["max_score"] == 10
    assert not (course.course / "-").exists()
    done = grader("grade", "small", "handed-in/alice", "--quiet", cwd=course.course)
    assert done.stdout == "alice: 10 of 10\n"


def test_a_class_and_its_grades(course: Assignment) -> None:
    found = answered(course, "batch", "small", "handed-in", "--json")
    assert keys(found) == keys(documented("batch"))
    assert (found["graded"], found["known"], found["failed"]) == (2, 0, {})
    done = grader("batch", "small", "handed-in", "--quiet", cwd=course.course)
    assert done.stdout == "0 graded, 2 known already\n"
    grades = answered(course, "grades", "small", "--json")
    assert keys(grades) == keys(documented("grades"))
    students = grades["students"]
    assert [(one["login"], one["status"], one["max_points"]) for one in students] == [
        ("alice", "graded", 10),
        ("bob", "graded", 10),
    ]
    assert students[0]["points"] == 10 > students[1]["points"]
    assert len(answered(course, "grades", "small", "--student", "bob", "--json")["students"]) == 1


def test_the_proof_of_the_tests(course: Assignment) -> None:
    found = answered(course, "validate", "small", "--only", "three", "--json", status=1)["assignments"]["small"]
    (shape,) = documented("validate")["assignments"].values()
    assert set(found) == set(shape)
    assert set(found["cases"]["mutant three"]) == set(shape["cases"]["mutant gradients_sum"])
    assert not found["good"]
    assert any("three" in said for said in found["complaints"])
    assert found["cases"]["reference"]["score"] == 10
    done = grader("validate", "small", "--only", "three", "--quiet", cwd=course.course)
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1)
    assert_one_line(grader("validate", "small", "--check", "--json", cwd=course.course), "--json is of what is run")


def test_the_machine_and_the_data() -> None:
    found = json.loads(grader("doctor", "--json").stdout)
    assert keys(found) == keys(documented("doctor"))
    assert found["isolation"]["tier"] in ("A", "B", "C", "D", "E")
    assert found["versions"]["numpy"]
    assert found["benchmark_seconds"] > 0
    data = json.loads(grader("data", "list", "--json").stdout)
    assert keys(data) == keys(documented("data"))
    names = [one["name"] for one in data["datasets"]]
    assert {"mnist", "cifar10"} <= set(names)


def on_a_terminal(folder: Path, **environment: str) -> str:
    """What `grader check` shows on a terminal."""
    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "grader", "check"]
    environment = {**plain, "TERM": "xterm-256color", **environment}
    with subprocess.Popen(command, cwd=folder, stdout=theirs, stderr=theirs, stdin=theirs, env=environment) as running:
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # how the end of a terminal is read on Linux
            pass
        running.wait(timeout=60)
    os.close(ours)
    return shown.decode()


def test_colours_only_on_a_terminal_and_not_against_the_users_will(course: Assignment) -> None:
    assert grader("release", "small", cwd=course.course).returncode == 0
    folder = course.template_folder
    assert "\x1b[1;31m" in on_a_terminal(folder)  # bold, red
    assert "[31m" not in on_a_terminal(folder, NO_COLOR="1").replace(";", "[")
    assert "\x1b" not in on_a_terminal(folder, TERM="dumb")
    assert "\x1b" not in grader("check", cwd=folder).stdout


def test_what_students_get_is_documented(course: Assignment) -> None:
    assert grader("release", "small", cwd=course.course).returncode == 0
    for arguments, name in ((("check", "--json"), "check"), (("submit", "--check", "--json"), "submit")):
        found = json.loads(grader(*arguments, cwd=course.template_folder).stdout)
        assert keys(found) == keys(documented(name))
