"""`grader grade`: a grade for whatever is handed in, and nothing of a student acts in the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from small_course import FILE, REFERENCE, write_course
from terminal import grader

from grader.cli.texts import shown
from grader.course import Assignment


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"))


def graded(course: Assignment, path: Path, *options: str | Path) -> tuple[dict[str, Any], str]:
    """results.json, and what was printed."""
    out = course.course / "out" / "results.json"
    out.unlink(missing_ok=True)
    done = grader("grade", "small", path, "--json", out, *options, cwd=course.course)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(out.read_text()), done.stdout


def test_a_right_solution_with_results_and_report(course: Assignment, tmp_path: Path) -> None:
    (tmp_path / "alice.py").write_text(REFERENCE)
    results, printed = graded(course, tmp_path / "alice.py", "--report", tmp_path / "deep" / "report")
    assert (results["score"], results["submission"], results["audience"]) == (10, "alice", "instructor")
    assert "10 / 10" in printed
    assert "all tests passed" in printed
    page = (tmp_path / "deep" / "report" / "index.html").read_text(encoding="utf-8")
    assert "<h1><bdi>alice</bdi></h1>" in page
    assert "The code that was graded" in page
    assert f"report: {tmp_path / 'deep' / 'report' / 'index.html'}" in printed


def test_the_process_that_is_waited_for_loads_nothing_heavy(course: Assignment, tmp_path: Path) -> None:
    """pytest, and here NumPy, are the judges' and the sandbox's, imported while this process does other things."""
    (tmp_path / "alice.py").write_text(REFERENCE)
    code = (
        "import sys\nfrom grader.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in ('numpy', 'pytest', 'jinja2', 'sqlalchemy', 'torch') if name in sys.modules])"
    )
    words = [sys.executable, "-c", code, "grade", "small", str(tmp_path / "alice.py")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True, cwd=course.course)
    assert "10 / 10" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_students_results_have_nothing_of_the_instructors(course: Assignment, tmp_path: Path) -> None:
    (tmp_path / "alice.py").write_text(REFERENCE.replace("SCALE = 2", "SCALE = 3"))
    results, printed = graded(course, tmp_path / "alice.py", "--audience", "student")
    assert results["audience"] == "student"
    assert not [test for test in results["tests"] if {"detail", "output", "seed"} & set(test)]
    assert "follows from double" in printed


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(100 << 20)


def folder_without_the_file(tmp_path: Path) -> Path:
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / "smal.py").write_text(REFERENCE)
    return tmp_path / "bob"


def link_in_a_folder(tmp_path: Path) -> Path:
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / FILE).symlink_to("/etc/passwd")
    return tmp_path / "bob"


def large_file(tmp_path: Path) -> Path:
    (tmp_path / "bob").mkdir()
    sparse(tmp_path / "bob" / FILE)
    return tmp_path / "bob"


def binary_file(tmp_path: Path) -> Path:
    (tmp_path / "bob.py").write_bytes(bytes(range(256)) * 10)
    return tmp_path / "bob.py"


def empty_file(tmp_path: Path) -> Path:
    (tmp_path / "bob.py").write_bytes(b"")
    return tmp_path / "bob.py"


def no_python_file(tmp_path: Path) -> Path:
    (tmp_path / "bob.pdf").write_bytes(b"%PDF")
    return tmp_path / "bob.pdf"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (folder_without_the_file, "small.py is not in the folder; there is: smal.py; is smal.py meant?"),
        (link_in_a_folder, "small.py is left out: it is a symbolic link"),
        (large_file, "small.py has 100.0 MB; a submission may have 1.0 MB in all"),
        (binary_file, "bob.py "),
        (empty_file, "bob.py is empty"),
        (no_python_file, "bob.pdf is not a Python file"),
    ],
)
def test_what_cannot_be_graded_gets_nothing_and_says_why(
    course: Assignment, tmp_path: Path, make: Any, words: str
) -> None:
    results, printed = graded(course, make(tmp_path))
    assert results["score"] == 0
    assert all(words in test["message"] for test in results["tests"])
    assert any(words in problem for problem in results["problems"])
    assert " ".join(printed.split()).startswith(results["problems"][0])
    assert printed.count(f"all {len(results['tests'])} tests") == 1, "one row, not one for each test"


HOSTILE = "\x1b[31m\x1b]0;title\x07 [red]markup[/red] [link=file:///]x[/link] \u202egnp.exe\u2066 \x9b1m \r over"
RAISING = f"""
import numpy as np

def double(x):
    raise ValueError({HOSTILE!r})

def total(x):
    print({HOSTILE!r})
    return {HOSTILE!r}

raise RuntimeError({HOSTILE!r})
"""


@pytest.mark.parametrize("colours", [{}, {"FORCE_COLOR": "1"}])
def test_nothing_of_a_student_acts_in_the_terminal(course: Assignment, tmp_path: Path, colours: dict[str, str]) -> None:
    folder = tmp_path / "eve\x1b[31m\u202e[red]"
    folder.mkdir()
    (folder / FILE).write_text(RAISING)
    done: subprocess.CompletedProcess[str] = grader("grade", "small", folder, cwd=course.course, **colours)
    assert done.returncode == 0, done.stderr
    said = (done.stdout + done.stderr).replace("\r\x1b[", "\x1b[")  # our own, before progress is written anew
    for acting in ("\x1b[31m\x1b", "\x1b]0", "\x07", "\x9b", "\u202e", "\u2066", "\r"):
        assert acting not in said
    if not colours:
        assert "\x1b" not in said
    assert "[red]markup[/red]" in said  # shown as it was written, and not as red
    assert "[U+202E]" in said


def test_texts_are_shown_as_text() -> None:
    assert str(shown("[bold]x[/bold]\n\tü ✓")) == "[bold]x[/bold]\n\tü ✓"
    assert str(shown("a\x1b[2Jb\u2028c\x00")) == "a[ESC][2Jb[U+2028]c[NUL]"
    assert str(shown("plain", style="bold").style) == "bold"


def test_no_colours_where_none_are_wanted(course: Assignment) -> None:
    done = grader("grade", "small", course.reference_file, cwd=course.course, NO_COLOR="1", FORCE_COLOR="1")
    assert done.returncode == 0
    assert "\x1b[3" not in done.stdout
