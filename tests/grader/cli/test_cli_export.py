"""`grader export`, as an instructor uses it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_course import REFERENCE, write_course
from terminal import assert_one_line, grader

from grader.cli import batch, export
from grader.course import load_assignment
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Release
from grader.store import open_store


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alice and Bob are graded, and Alice's grade is released."""
    root = tmp_path_factory.mktemp("course")
    course = write_course(root / "course").course
    (root / "in").mkdir()
    (root / "in" / "alice.py").write_text(REFERENCE, encoding="utf-8")
    (root / "in" / "bob.py").write_text(REFERENCE.replace("return SCALE", "return 3"), encoding="utf-8")
    done = CliRunner().invoke(batch.command, ["small", str(root / "in"), "--course", str(course)])
    assert done.exit_code == 0, done.output
    store = open_store(course, "")
    Gradebook(load_assignment(course, "small"), store).decide(Release(True), why="done", login="alice")
    store.close()
    return course


def run(course: Path, *arguments: object) -> Result:
    return CliRunner().invoke(
        export.command, ["small", "--course", str(course), *map(str, arguments)], catch_exceptions=False
    )


@pytest.mark.parametrize("form", export.FOR_ALL)
def test_a_single_file_goes_to_standard_output(course: Path, tmp_path: Path, form: str) -> None:
    shown = run(course, "--to", form, "--audience", "student")
    assert "alice" in shown.stdout
    assert "bob" not in shown.stdout
    assert shown.stderr == "1 left out: not released\n"
    run(course, "--to", form, "--audience", "student", "--out", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == shown.stdout_bytes


@pytest.mark.parametrize(("form", "file"), export.FOR_EACH.items())
def test_a_folder_for_each_student(course: Path, tmp_path: Path, form: str, file: str) -> None:
    shown = run(course, "--to", form, "--out", tmp_path / "out")
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.glob("out/*/*.json")] == [f"out/alice/{file}"]
    assert shown.stderr.startswith("1 of 1 have points: ")


def test_who_is_held_back_again_has_no_file_any_more(course: Path, tmp_path: Path) -> None:
    run(course, "--to", "gradescope", "--audience", "instructor", "--out", tmp_path / "out")
    assert (tmp_path / "out" / "bob" / "results.json").exists()
    run(course, "--to", "gradescope", "--out", tmp_path / "out")  # bob's is not released
    assert (tmp_path / "out" / "alice" / "results.json").exists()
    assert not (tmp_path / "out" / "bob").exists()


def test_one_student_is_one_file(course: Path) -> None:
    assert json.loads(run(course, "--to", "gradescope", "--student", "alice").stdout)["score"] == 10.0


def test_tables_are_an_instructors_unless_it_is_said(course: Path) -> None:
    assert [form for form in export.FOR_ALL if "bob" in run(course, "--to", form).stdout] == ["csv", "json"]


def test_the_number_in_canvas(course: Path) -> None:
    assert "A small assignment (77)" in run(course, "--to", "canvas", "--canvas-id", 77).stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--to", "xlsx"), ["'xlsx'", "'gradescope'", "'junit'"]),
        ((), ["--to"]),
        (("--to", "gradescope"), ["gradescope has a file for each student: say where with --out DIR"]),
        (("--to", "csv", "--canvas-id", "3"), ["--canvas-id says nothing to csv"]),
        (("--to", "csv", "--leaderboard"), ["--leaderboard says nothing to csv"]),
        (("--to", "canvas", "--student", "eve"), ["no student 'eve' in small"]),
        (("--to", "canvas", "--student", "bob"), ["small: bob's grade is not released yet"]),
        (("--to", "csv", "--out", "/nowhere/x.csv"), ["/nowhere/x.csv: cannot be written: No such file or directory"]),
        (("--to", "gradescope", "--out", "/etc/hostname"), ["/etc/hostname is a file"]),
    ],
)
def test_wrong_use_is_one_line(course: Path, arguments: tuple[str, ...], words: list[str]) -> None:
    assert_one_line(grader("export", "small", "--course", str(course), *arguments), "grader: ", *words)


def test_the_command_is_light_until_it_is_used() -> None:
    program = "import sys, grader.cli.export; print([name for name in sys.modules if name.startswith('sqlalchemy')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
