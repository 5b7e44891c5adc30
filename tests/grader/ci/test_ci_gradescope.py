"""`grader package gradescope`: its .zip, unpacked and run in Gradescope's layout, below a folder of this test's."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from small_course import REFERENCE, WRONG, write_course
from terminal import assert_one_line, grader

MUTANT = '# /// mutant\n# kills = ["test_total"]\n# cause = "x"\n# ///\n"""A mutant."""\n'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("course")
    write_course(root, files={"mutants/some.py": MUTANT, "probes.py": '"""No probes."""\n'})
    return root


@pytest.fixture(scope="module")
def autograder(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """/autograder, as Gradescope has it before a submission comes: unpacked, and setup.sh run, with pip and all."""
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    done = grader("package", "gradescope", "small", "--no-notebooks", "--out", "made.zip", cwd=course)
    assert done.returncode == 0, done.stderr
    assert "made.zip" in done.stdout
    assert stat.S_IMODE((course / "made.zip").stat().st_mode) & 0o077 == 0
    with zipfile.ZipFile(course / "made.zip") as archive:
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}
        archive.extractall(root / "source")
    assert modes["setup.sh"] & 0o111
    assert modes["run_autograder"] & 0o111
    for name in ("setup.sh", "run_autograder"):
        (root / "source" / name).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [root / "source" / "setup.sh"],
        env={**environment, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copy2(root / "source" / "run_autograder", root / "run_autograder")
    return root


def results(autograder: Path, source: str) -> dict[str, object]:
    for name in ("submission", "results"):
        shutil.rmtree(autograder / name)
        (autograder / name).mkdir()
    (autograder / "submission" / "small.py").write_text(source)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [autograder / "run_autograder"], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, object] = json.loads((autograder / "results" / "results.json").read_text())
    return found


def test_it_grades_as_gradescope_starts_it(autograder: Path) -> None:
    assert results(autograder, REFERENCE)["score"] == 10
    wrong = results(autograder, WRONG)
    assert wrong["score"] == 3
    tests = {test["name"]: test for test in wrong["tests"]}  # type: ignore[attr-defined]
    assert "ZeroDivisionError" in tests["Adding up: The sum of the doubles"]["output"]
    assert {test["visibility"] for test in tests.values()} == {"visible"}
    assert "seed" not in json.dumps(wrong)


def test_what_is_in_it_is_what_grading_needs(course: Path) -> None:
    done = grader("package", "gradescope", "small", "--no-notebooks", "--min-isolation", "C", cwd=course)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(course / "small-autograder.zip") as archive:
        names = set(archive.namelist())
        run = archive.read("run_autograder").decode()
        key = archive.read("course/.grader/key")
        requirements = archive.read("requirements.txt").decode().splitlines()
    assert "--min-isolation C" in run
    assert key == (course / ".grader" / "key").read_bytes()
    assert {"course/tests/assignments/small/test_hidden.py", "course/reference/small/small.py"} <= names
    assert [name for name in names if "__pycache__" in name] == []
    assert [name for name in names if name.startswith("course") and "mutants" in name] == []
    assert [line for line in requirements if "==" not in line] == []
    assert "torch" not in {line.partition("==")[0] for line in requirements}


def test_two_packages_of_one_course_are_the_same(course: Path, tmp_path: Path) -> None:
    contents = []
    for name in ("a.zip", "b.zip"):
        assert grader("package", "gradescope", "small", "--out", tmp_path / name, cwd=course).returncode == 0
        contents.append((tmp_path / name).read_bytes())
    assert contents[0] == contents[1]


def test_wrong_use_is_one_line(course: Path, tmp_path: Path) -> None:
    assert_one_line(grader("package", "gradescope", "smal", cwd=course), "smal")
    assert_one_line(grader("package", "canvas", "small", cwd=course), "canvas")
    (tmp_path / "file").touch()
    done = grader("package", "gradescope", "small", "--out", tmp_path / "file" / "a.zip", cwd=course)
    assert_one_line(done, "cannot be written")
