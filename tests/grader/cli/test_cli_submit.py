"""`grader submit`: what is taken, what is refused, what is in the archive."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from small_course import REFERENCE, SETTINGS, write_course
from terminal import assert_one_line, grader

from grader import release
from grader.course import Assignment

RULES = """
[packages]
allowed = ["numpy"]
forbidden = ["torch"]

[[forbidden_calls]]
of = ["total"]
calls = ["numpy.sum"]

[limits]"""
SOLUTION = "\n".join(line for line in REFERENCE.splitlines() if "### " not in line) + "\n"


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    assignment = write_course(tmp_path / "course", settings=SETTINGS.replace("\n[limits]", RULES))
    release.write(assignment)
    (assignment.template_folder / "small.py").write_text(SOLUTION)
    (assignment.template_folder / "small.ipynb").unlink()
    return assignment


@pytest.fixture
def template(course: Assignment) -> Path:
    return course.template_folder


def names_in(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


def test_what_it_makes_is_graded(course: Assignment, template: Path) -> None:
    (template / "beside.py").write_text("TWO = 2\n")
    done = grader("submit", cwd=template)
    assert done.returncode == 0, done.stderr
    assert "small.py  (" in done.stdout
    archive = template / "small.zip"
    assert names_in(archive) == ["small.py", "beside.py"]  # and nothing of what the course gave
    graded = grader("grade", "small", archive, "--json", template.parent / "r.json", cwd=course.course)
    assert graded.returncode == 0, graded.stderr
    found = json.loads((template.parent / "r.json").read_bytes())
    assert (found["score"], found["problems"]) == (10, [])


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (SOLUTION.replace("def total(x):", "def total(x:"), "small.py, line 13, could not be read: SyntaxError"),
        (f"{SOLUTION}\nreturn 3\n", "SyntaxError: 'return' outside function"),
        (f"import torch.nn as nn\n{SOLUTION}", "small.py, line 1: the assignment forbids torch"),
        (SOLUTION.replace("double(x).sum()", "np.sum(double(x))"), "total calls numpy.sum (small.py, line 15)"),
        (f"{SOLUTION}# {'x' * (1 << 20)}\n", "a submission may have 1.0 MB in all"),
        ("", "small.py is empty"),
        (None, "small.py is not in the archive"),
    ],
)
def test_what_the_server_would_refuse_is_refused(template: Path, source: str | None, words: str) -> None:
    (template / "small.py").unlink()
    if source is not None:
        (template / "small.py").write_text(source)
    for arguments in ((), ("--check",)):
        done = grader("submit", *arguments, cwd=template)
        assert done.returncode == 1, done.stderr
        assert words in done.stdout
        assert not (template / "small.zip").exists()


def test_an_unreadable_notebook_and_a_right_one(template: Path) -> None:
    (template / "small.py").unlink()
    (template / "small.ipynb").write_text("{")
    done = grader("submit", "--check", cwd=template)
    assert done.returncode == 1
    assert "small.ipynb is not a notebook: it is no JSON" in done.stdout
    cells = [
        {"cell_type": "code", "metadata": {}, "source": text, "outputs": []}
        for text in ("%time 1\nawait f()", SOLUTION)
    ]
    whole = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    (template / "small.ipynb").write_text(json.dumps(whole))
    done = grader("submit", "--json", cwd=template)
    found = json.loads(done.stdout)
    assert (done.returncode, found["accepted"], found["refused"]) == (0, True, [])
    assert list(found["files"]) == ["small.ipynb"]
    cells[1]["source"] = f"import torch\n{SOLUTION}"
    (template / "small.ipynb").write_text(json.dumps(whole))
    assert "small.ipynb, cell 2, line 1: the assignment forbids torch" in grader("submit", cwd=template).stdout


def test_check_writes_nothing(template: Path) -> None:
    before = sorted(path.name for path in template.iterdir())
    done = grader("submit", "--check", "--quiet", cwd=template)
    assert (done.returncode, done.stdout) == (0, "this would be taken; nothing was written\n")
    assert sorted(path.name for path in template.iterdir()) == before


def test_only_its_own_archive_is_replaced(template: Path) -> None:
    assert grader("submit", cwd=template).returncode == 0
    first = (template / "small.zip").read_bytes()
    assert grader("submit", cwd=template).returncode == 0
    assert (template / "small.zip").read_bytes() == first  # and the archive of before is not in it
    with zipfile.ZipFile(template / "small.zip", "w") as archive:
        archive.writestr("thesis.txt", "not again")
    kept = (template / "small.zip").read_bytes()
    assert_one_line(grader("submit", "-q", cwd=template), "was not made by grader submit", "--out", "--force")
    assert (template / "small.zip").read_bytes() == kept
    assert grader("submit", "--force", cwd=template).returncode == 0
    assert names_in(template / "small.zip") == ["small.py"]


def test_of_a_script_and_a_notebook_only_what_counts_is_handed_in(template: Path) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "def total(x):\n    return 1", "outputs": []}
    whole = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
    (template / "small.ipynb").write_text(json.dumps(whole))
    done = grader("submit", cwd=template)
    assert "small.py counts, and small.ipynb beside it does not" in done.stdout
    assert names_in(template / "small.zip") == ["small.py"]


def test_wrong_use(template: Path, tmp_path: Path) -> None:
    assert_one_line(grader("submit", cwd=tmp_path), "is no assignment's folder")
    assert_one_line(grader("submit", "--out", "hw.tar", cwd=template), "hw.tar does not end in .zip")
