"""`grader batch`, `grader grades` and `grader show`, as an instructor uses them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_course import REFERENCE, write_course

from grader.cli import attempts, batch, grades, report
from grader.errors import GraderError

WRONG = REFERENCE.replace("return SCALE", "return 3")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course").course


@pytest.fixture
def canvas(tmp_path: Path) -> Path:
    """As Canvas gives a class's submissions."""
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("alphaalice_11_101_small.py", REFERENCE)
        archive.writestr("betabob_12_102_small-1.py", WRONG)
    return path


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text("login,name,id\nalice,Alice Alpha,11\nbob,Bob Beta,12\ncarol,Carol Gamma,13\n", encoding="utf-8")
    return path


def run(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments)], catch_exceptions=False)  # type: ignore[arg-type]


def test_from_a_canvas_zip_to_grades(course: Path, canvas: Path, roster: Path) -> None:
    arguments = ("small", canvas, "--roster", roster, "--course", course)
    first = run(batch.command, *arguments)
    assert first.exit_code == 0, first.output
    assert "2 graded, 0 known already, 1 missing" in first.output
    assert "0 graded, 2 known already, 1 missing" in run(batch.command, *arguments).output
    shown = run(grades.command, "small", "--course", course).output
    alice, _, carol = (next(line for line in shown.split("\n") if name in line) for name in ("alice", "bob", "carol"))
    assert "10 / 10" in alice
    assert "0 / 10" in carol
    assert "missing" in carol
    assert "10 / 10" in run(attempts.command, "alice", "--course", course).output


def test_the_pages_of_the_class_are_written_when_the_batch_ends(
    course: Path, canvas: Path, roster: Path, tmp_path: Path
) -> None:
    told = ("small", "--course", course)
    done = run(batch.command, *told, canvas, "--roster", roster, "--report", tmp_path / "pages")
    assert done.exit_code == 0, done.output
    assert "and the pages of 2 students" in done.output
    assert "2 of them have no page of their own yet: grader release-grades small" in done.output
    run(report.command, *told, "--out", tmp_path / "again")
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / out).rglob("*.html")} for out in ("pages", "again")
    )
    assert first == second
    assert set(first) == {"index.html", "alice.html", "bob.html"}


def test_a_folder_for_the_pages_that_cannot_be_made_is_said_before_anything_is_graded(
    course: Path, canvas: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(GraderError, match="file/pages: cannot be written"):
        run(batch.command, "small", canvas, "--course", course, "--report", tmp_path / "file" / "pages")
    assert not (course / ".grader" / "grades.db").exists()


def test_each_that_is_done_is_a_line_where_nobody_looks(course: Path, canvas: Path, roster: Path) -> None:
    found = run(batch.command, "small", canvas, "--roster", roster, "--course", course, "--slots", 1)
    assert "/2 alice: 10 of 10" in found.stderr
    assert "/2 bob: " in found.stderr


def test_a_student_that_nobody_knows(course: Path, canvas: Path, roster: Path) -> None:
    run(batch.command, "small", canvas, "--roster", roster, "--course", course)
    with pytest.raises(Exception, match="no student 'eve' is known: grader grades SLUG lists them"):
        run(attempts.command, "eve", "--course", course)


def test_an_interrupt_ends_what_runs_and_says_how_to_go_on(course: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for number in range(6):
        (folder / f"student{number}").mkdir(parents=True)
        (folder / f"student{number}" / "small.py").write_text(f"{REFERENCE}\n# {number}\n", encoding="utf-8")
    process = started("small", str(folder), "--course", str(course), "--slots", "1")
    assert process.stderr is not None
    assert process.stderr.readline().startswith("1/6 ")
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "grades are kept: the same command goes on where this one was" in said
    again, _ = started("small", str(folder), "--course", str(course)).communicate(timeout=60)
    graded, known = (int(part.split()[0]) for part in again.strip().split("\n")[-1].split(", ")[:2])
    assert graded + known == 6
    assert known >= 1


def started(*arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own, which takes interrupts also where ours ignores them."""
    program = "import signal, grader.cli\nsignal.signal(signal.SIGINT, signal.default_int_handler)\ngrader.cli.main()"
    command = [sys.executable, "-c", program, "batch", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_what_cannot_be_graded_is_an_exit_status(course: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "alice.py").write_text(REFERENCE, encoding="utf-8")
    (course / "tests" / "assignments" / "small" / "test_hidden.py").write_text("this is no test\n", encoding="utf-8")
    found = run(batch.command, "small", tmp_path / "in", "--course", course)
    assert found.exit_code == 1
    assert "1 could not be graded" in found.output
    assert "alice: no grade: small: the hidden tests cannot be run" in found.output
