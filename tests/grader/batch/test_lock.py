"""Two batches of one assignment on one machine: the second is refused, and a dead one holds nobody up."""

from __future__ import annotations

import multiprocessing
import os
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from small_course import write_course

from grader.batch import only_one
from grader.batch.lock import running
from grader.course import Assignment
from grader.errors import GraderError


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    return write_course(tmp_path)


def hold(course: Assignment, told: Connection) -> None:
    """With a fork beside, as a judge is."""
    with only_one(course):
        child = os.fork()
        if not child:
            time.sleep(60)
            os._exit(0)
        told.send(child)
        time.sleep(60)


def test_a_second_one_is_refused_until_the_first_has_ended_however_it_has(course: Assignment) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=hold, args=(course, theirs))
    before = datetime.now(UTC)
    process.start()
    try:
        assert ours.poll(30)
        child = ours.recv()
        since = running(course)
        assert since is not None
        assert before < since < datetime.now(UTC)
        said = rf"small is running already \(process {process.pid}\): wait until"
        with pytest.raises(GraderError, match=said), only_one(course):
            pass
    finally:
        process.kill()
        process.join()
    assert running(course) is None
    try:
        with only_one(course) as folder:
            assert folder == course.course / ".grader" / "collected" / "small"
    finally:
        os.kill(child, 9)


def test_one_after_another(course: Assignment) -> None:
    for _ in range(2):
        with only_one(course) as folder:
            assert folder.is_dir()


def test_another_assignment_may_be_graded_meanwhile(course: Assignment, tmp_path: Path) -> None:
    other = write_course(tmp_path / "other")
    with only_one(course), only_one(other):
        pass


def test_where_nothing_can_be_written_it_says_so(course: Assignment) -> None:
    (course.course / ".grader").mkdir(exist_ok=True)
    (course.course / ".grader" / "collected").write_text("")
    with pytest.raises(GraderError, match=r"collected.* cannot be written: "), only_one(course):
        pass
