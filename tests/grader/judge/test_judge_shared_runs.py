"""Shared runs in the sandbox: once for a submission, a fork of where they ended for each test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_course import ONE_PART, Grader, by_id, statuses, write_course

from grader.course import Assignment
from grader.errors import GraderError
from grader.judge.limits import Timing, machine_benchmark

TRAINING = re.sub(r"functions = .*", 'functions = ["train", "runs"]', ONE_PART)
HIDDEN = '''
import numpy as np
from grader.checks import check_close
from grader.judge import points, shared_run
from grader.judge.verdict import record


@shared_run
def trained(submission, rng):
    model = submission.Model(int(rng.integers(1000)))
    return model, submission.train(model)


def seen(submission, trained):
    """(runs so far, the handle's weight) of this fork, before this test adds one to both."""
    model, runs = trained
    assert runs == 1
    found = [submission.runs(), model.weight]
    submission.train(model)
    return found


@points(2, part="All", of="train", training=True)
def test_first(submission, trained):
    """One"""
    record("seen", values=seen(submission, trained))


@points(3, part="All", of="train", training=True)
def test_second(submission, trained):
    """Two"""
    record("seen", values=seen(submission, trained))


@points(5, part="All", of="runs")
def test_alone(submission):
    """A test without the shared run knows nothing of it"""
    check_close(submission.runs(), 0, name="runs")
'''
SUBMISSION = """
RUNS = 0

class Model:
    def __init__(self, seed):
        self.weight = seed

def train(model):
    global RUNS
    RUNS += 1
    model.weight += 1
    {then}
    return RUNS

def runs():
    return RUNS
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(
        tmp_path_factory.mktemp("course"), hidden=HIDDEN, settings=TRAINING, reference=SUBMISSION.format(then="pass")
    )


def test_it_runs_once_and_each_test_goes_on_from_its_end(course: Assignment, graded: Grader) -> None:
    grade = graded(course, SUBMISSION.format(then="pass"))
    assert set(statuses(grade).values()) == {"passed"}, [test.message for test in grade.tests]
    first, second = (by_id(grade)[name].evidence["seen"]["values"] for name in ("test_first", "test_second"))
    assert first == second  # the handle is valid in both forks, and neither sees what the other did
    assert first[0] == 1


@pytest.mark.parametrize(
    ("then", "status", "words"),
    [
        ("raise ValueError('no')", "error", "raised ValueError: no"),
        ("import os; os._exit(0)", "crashed", "exit status 0"),
        ("while True: pass", "timeout", "time limit of 1 s"),
        ("x = []\n    while True: x.append(bytes(1 << 24))", "memory", "memory"),
    ],
)
def test_one_that_ends_badly_ends_each_test_that_asks_for_it(
    graded: Grader, tmp_path: Path, then: str, status: str, words: str
) -> None:
    short = write_course(tmp_path, hidden=HIDDEN, settings=TRAINING.replace("training = 5", "training = 1"))
    grade = graded(short, SUBMISSION.format(then=then))
    assert statuses(grade) == {"test_alone": "passed", "test_first": status, "test_second": status}
    assert all(words in by_id(grade)[name].message for name in ("test_first", "test_second"))
    assert grade.score == 5


def test_at_its_limit_it_is_said_what_the_model_answers_run_takes(graded: Grader, tmp_path: Path) -> None:
    short = write_course(tmp_path, hidden=HIDDEN, settings=TRAINING.replace("training = 5", "training = 1"))
    timing = Timing(machine_benchmark(), {"trained": 0.25, "test_first": 0.02})
    grade = graded(short, SUBMISSION.format(then="while True: pass"), timing=timing)
    said = "stopped at the time limit of 1 s, where the model answer takes 0.25 s"
    assert {by_id(grade)[name].message for name in ("test_first", "test_second")} == {said}


def test_what_goes_on_from_it_has_the_time_of_a_test_that_does_not_train(graded: Grader, tmp_path: Path) -> None:
    limits = TRAINING.replace("training = 5", 'training = "2x"').replace("test = 5", 'test = "50x"')
    short = write_course(tmp_path, hidden=HIDDEN, settings=limits)
    timing = Timing(machine_benchmark(), {"trained": 2, "test_first": 0.1, "test_second": 0.1, "test_alone": 0.1})
    slower = SUBMISSION.format(
        then="import time\n    end = time.process_time() + 1.5\n    while time.process_time() < end: 0"
    )
    grade = graded(short, slower, timing=timing)
    assert set(statuses(grade).values()) == {"passed"}, [test.message for test in grade.tests]
    # that of the run, which the first one pays for, and five seconds
    assert by_id(grade)["test_second"].limit_seconds == pytest.approx(5, rel=0.5)


TWO = '''
from grader.judge import points, shared_run

@shared_run
def one(submission):
    return 1

@shared_run
def two(submission):
    return 2

@points(10, part="All", of="f")
def test_both(submission, one, two):
    """Both"""
'''
STRANGE = '''
from grader.judge import points, shared_run

@shared_run
def one(submission, tmp_path):
    return 1

@points(10, part="All", of="f")
def test_it(submission, one):
    """It"""
'''
RUN = '''
from grader.judge import points, shared_run

@shared_run
def trained(submission):
    return {value}

@points(5, part="All", of="f")
def test_{value}(submission, trained):
    """It has the run of its own file"""
    assert trained == {value}
'''
ELSEWHERE = '''
from grader.judge import points

@points(10, part="All", of="f")
def test_it(submission, trained):
    """It"""
'''


@pytest.mark.parametrize(
    ("hidden", "files", "words"),
    [
        (TWO, {}, "test_both: a test can go on from one shared run, not from one, two"),
        (STRANGE, {}, "one: a shared run can use submission, reference, rng, dataset, probes; not tmp_path"),
        (ELSEWHERE, {"conftest.py": RUN.format(value=1)}, "trained: a shared run belongs in its tests' file, or"),
        (RUN.format(value=1), {"test_hidden_2.py": RUN.format(value=2)}, "two shared runs are called trained"),
    ],
)
def test_what_the_instructor_cannot_mean_is_said(
    tmp_path: Path, graded: Grader, hidden: str, files: dict[str, str], words: str
) -> None:
    course = write_course(tmp_path, hidden=hidden, settings=ONE_PART, files=files)
    result = graded.judge(course, "def f(): return 1\n")
    assert isinstance(result, GraderError)
    assert words in str(result)


LOST = '''
import signal

import pytest

from grader.judge import points
from grader.judge.place import bench_of


@pytest.fixture(autouse=True)
def lost_afterwards(request):
    """The supervisor is killed from outside at the end of each test, as the kernel may do."""
    yield
    handle = bench_of(request)._sandbox._handle
    if handle >= 0:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
'''
THIRD = '''

@points(1, part="All", of="train", training=True)
def test_third(submission, trained):
    """Three"""
    record("seen", values=seen(submission, trained))
'''


def test_one_whose_process_is_gone_is_run_again_once(graded: Grader, tmp_path: Path) -> None:
    hidden = LOST + HIDDEN.replace("points(3", "points(2") + THIRD
    course = write_course(tmp_path, hidden=hidden, settings=TRAINING, reference=SUBMISSION.format(then="pass"))
    grade = graded(course, SUBMISSION.format(then="pass"))
    ends = {"test_alone": "passed", "test_first": "passed", "test_second": "passed", "test_third": "crashed"}
    assert statuses(grade) == ends
    first, second = (by_id(grade)[name].evidence["seen"]["values"] for name in ("test_first", "test_second"))
    assert first == second
    assert by_id(grade)["test_third"].message == "the process that the test goes on from is gone"


COUNTED = '''
from grader.judge import points, shared_run
from grader.judge.place import bench_of
from grader.judge.verdict import record

RUNS = []


@shared_run
def trained(submission):
    RUNS.append(1)
    return submission.train(len(RUNS))


@points(10, part="All", of="train", training=True)
def test_it(submission, trained, request):
    """It goes on from the run"""
    record("seen", run=trained, processes=len(bench_of(request)._sandbox._open))
'''
LEAVES_A_THREAD = """
import threading, time

def train(run):
    if run == 1:
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    return run
"""


def test_the_process_that_is_lost_goes_before_the_run_is_made_again(graded: Grader, tmp_path: Path) -> None:
    """What it holds would count against the new one's memory."""
    settings = re.sub(r"functions = .*", 'functions = ["train"]', ONE_PART)
    course = write_course(tmp_path, hidden=COUNTED, settings=settings, reference=LEAVES_A_THREAD)
    grade = graded(course, LEAVES_A_THREAD)
    assert statuses(grade) == {"test_it": "passed"}, [test.message for test in grade.tests]
    # that of the second run, and the fork of it
    assert by_id(grade)["test_it"].evidence["seen"] == {"run": 2, "processes": 2}
