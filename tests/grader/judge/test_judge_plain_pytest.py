"""Plain `pytest` in a course runs the hidden tests on the reference, and a template's own file, in this process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small_course import HIDDEN, ONE_PART, REFERENCE, one_test, write_course

SHARED = '''
import numpy as np
from grader.judge import points, shared_run


@shared_run
def trained(submission, dataset, probes, rng, reference):
    print("the shared run runs")
    return submission.double(2), reference.double(2), probes.twice(submission.double, 4), rng.random()


@points(5, part="All", of="double")
def test_one(submission, trained, rng):
    """One"""
    assert trained[:3] == (4, 4, 16)


@points(5, part="All", of="double")
def test_two(trained, submission):
    """Two"""
    assert submission.double(trained[0]) == 8
'''
PROBES = """
from grader.remote import probe

@probe
def twice(f, x):
    return f(f(x))
"""


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *options, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)


def test_the_reference_is_the_submission(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    done = run(course.tests_folder)
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout  # four hidden tests and a public one


def test_a_wrong_reference_is_found(tmp_path: Path) -> None:
    course = write_course(tmp_path, reference=REFERENCE.replace("SCALE = 2", "SCALE = 3"))
    done = run(course.tests_folder)
    assert done.returncode == 1
    assert "test_total" in done.stdout


def test_a_shared_run_runs_once_and_its_fixtures_work(tmp_path: Path) -> None:
    course = write_course(tmp_path, hidden=SHARED, settings=ONE_PART, files={"probes.py": PROBES})
    done = run(course.tests_folder, "-s")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("the shared run runs") == 1


def test_data_that_is_not_there_is_a_skip_that_says_so(tmp_path: Path) -> None:
    settings = 'datasets = ["mnist"]\n' + ONE_PART
    shared = one_test(
        "pass", arguments="submission, trained", before='@shared_run\ndef trained(dataset):\n    dataset("mnist")'
    )
    alone = one_test("dataset('mnist')", arguments="dataset").replace("test_f", "test_g")
    course = write_course(tmp_path, hidden=shared, settings=settings, files={"test_hidden_2.py": alone})
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-ra", str(course.tests_folder)]
    environment = {"XDG_CACHE_HOME": str(tmp_path / "empty"), "PATH": ""}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=60)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 2 skipped" in done.stdout
    assert done.stdout.count("not run: ") == 2


def test_a_template_is_tested_with_the_students_own_file(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    folder = tmp_path / "home" / "small"
    folder.mkdir(parents=True)
    for path in (course.reference_folder / "assignment.toml", course.public_tests):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "small.py").write_text("def double(x):\n    return x + x\n")
    assert run(folder).returncode == 0
    (folder / "small.py").write_text("def double(x):\n    return x\n")
    done = run(folder)
    assert done.returncode == 1
    assert "test_public_double" in done.stdout


def test_the_plugin_does_nothing_where_none_of_its_fixtures_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "def test_it():\n    import sys\n    assert 'grader.judge.bench' not in sys.modules\n"
    )
    assert run(tmp_path).returncode == 0


@pytest.mark.parametrize("files", [{}, {"reference/other/assignment.toml": "title = 1"}])
def test_outside_a_course_the_fixture_says_what_is_missing(tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(content)
    (tmp_path / "test_it.py").write_text("def test_it(submission):\n    pass\n")
    done = run(tmp_path)
    assert done.returncode == 1
    assert "CourseError" in done.stdout
    assert HIDDEN not in done.stdout
