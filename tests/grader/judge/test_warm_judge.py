"""A warm judge: what one judging changes is not there in the next, and a judge that is gone is made anew."""

from __future__ import annotations

import getpass
import tempfile
from pathlib import Path

import pytest
from small_course import KEY, ONE_PART, Grader, handed_in, one_test, write_course

from grader.errors import GraderError
from grader.judge.grade import Outcome
from grader.judge.job import Job, Judgement
from grader.judge.pool import judge_all

TWO_TESTS = '''
import functools
import os
import tempfile

import numpy as np
from grader.judge import points, shared_run

seen = []
folder = os.getcwd()
numpy_state = np.random.get_state()[2]


@functools.cache
def first_caller():
    return len(seen)


def found(reference, tmp_path):
    """What is not as it was when this file was imported."""
    changed = {
        "a global": seen != [],
        "a cache": first_caller.cache_info().currsize > 0,
        "the environment": "LEFT_BEHIND" in os.environ,
        "the current folder": os.getcwd() != folder,
        "numpy's random state": np.random.get_state()[2] != numpy_state,
        "the reference": hasattr(reference, "left_behind"),
        "the temporary folder of the run": (tmp_path.parent / "left_behind").exists(),
        "an imported module": hasattr(tempfile, "left_behind"),
    }
    return {what for what, is_so in changed.items() if is_so}


@points(4, part="All", of="f")
def test_finds_nothing(submission, reference, tmp_path):
    """Nothing is there of another submission"""
    assert found(reference, tmp_path) == set(), found(reference, tmp_path)
    seen.append(submission.f())
    first_caller()
    os.environ["LEFT_BEHIND"] = "1"
    os.chdir("/")
    (tmp_path.parent / "left_behind").touch()
    np.random.random()
    reference.left_behind = tempfile.left_behind = 1


@points(6, part="All", of="f")
def test_finds_all(submission, reference, tmp_path):
    """All is there that this submission's first test has left"""
    assert len(found(reference, tmp_path)) == 8, found(reference, tmp_path)
'''


def test_nothing_of_one_submission_is_there_for_the_next(tmp_path: Path, graded: Grader) -> None:
    """The second test is the proof that the first would see it."""
    course = write_course(tmp_path, hidden=TWO_TESTS, settings=ONE_PART, reference="def f(): return 1\n")
    jobs = [Job(handed_in(f"def f(): return {n}\n", f"student {n}")) for n in range(4)]
    results = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=2)
    tests = [test for one in results if isinstance(one, Judgement) for test in one.grade.tests]
    assert [(test.status, test.message) for test in tests] == [("passed", "")] * 8


def test_what_tests_write_is_gone_afterwards_and_what_others_have_written_is_not(
    tmp_path: Path, graded: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four earlier runs of pytest, of which it would keep three."""
    temporary = tmp_path / "temporary"
    others = [temporary / f"pytest-of-{getpass.getuser()}" / f"pytest-{number}" for number in range(4)]
    for folder in others:
        folder.mkdir(mode=0o700, parents=True)
    body = "(tmp_path / 'written').touch()\nassert submission.f() == 1, tmp_path"
    hidden = one_test(body, arguments="submission, tmp_path")
    course = write_course(tmp_path, hidden=hidden, settings=ONE_PART)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    jobs = [Job(handed_in(f"def f(): return {n}\n")) for n in (1, 2)]
    results = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=1)
    right, wrong = [one.grade for one in results if isinstance(one, Judgement)]
    assert right.score == 10
    assert str(temporary / "grader-") in wrong.tests[0].message
    assert set(temporary.rglob("*")) == {others[0].parent, *others}


def test_the_tests_are_imported_once_for_all(tmp_path: Path, graded: Grader) -> None:
    log = tmp_path / "log"
    before = f"import pathlib\nwith pathlib.Path({str(log)!r}).open('a') as log: log.write('imported ')"
    course = write_course(tmp_path, hidden=one_test("submission.f()", before=before), settings=ONE_PART)
    jobs = [Job(handed_in(f"def f(): return {n}\n")) for n in range(3)]
    results = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=2)
    assert all(isinstance(result, Judgement) for result in results)
    assert log.read_text() == "imported "


def test_a_warm_judge_that_dies_is_made_anew(tmp_path: Path, graded: Grader) -> None:
    """What it was judging is lost, and may be judged again."""
    body = "if submission.f() == 1:\n    os.kill(os.getppid(), signal.SIGKILL)\n    time.sleep(30)"
    course = write_course(tmp_path, hidden=one_test(body, before="import os, signal, time"), settings=ONE_PART)
    jobs = [Job(handed_in(f"def f(): return {n}\n")) for n in range(3)]
    first, lost, last = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=1)
    assert isinstance(lost, GraderError)
    assert lost.again
    assert [one.grade.score for one in (first, last) if isinstance(one, Judgement)] == [10, 10]


def test_what_the_tests_print_does_not_meet(tmp_path: Path, graded: Grader) -> None:
    """Each judging has an output of its own: a fault in one is told with its own words only."""
    body = "print(f'says {submission.f()}')\nassert submission.f() >= 0, f'it is {submission.f()}'"
    course = write_course(tmp_path, hidden=one_test(body), settings=ONE_PART)
    told: dict[int, list[str]] = {}

    def progress(index: int, outcome: Outcome, count: int) -> None:
        told.setdefault(index, []).append(f"{outcome.status} {count}")

    jobs = [Job(handed_in(f"def f(): return {n}\n")) for n in (-1, 1, -2)]
    results = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=3, on_progress=progress)
    assert told == {0: ["failed 1"], 1: ["passed 1"], 2: ["failed 1"]}
    grades = [result.grade for result in results if isinstance(result, Judgement)]
    assert ["it is -1" in grades[0].tests[0].message, "it is -2" in grades[2].tests[0].message] == [True, True]
