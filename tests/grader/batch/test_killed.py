"""A batch that is killed at any moment loses no grade, grades nothing twice, and leaves nothing running."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from batch_watcher import Watcher
from small_course import REFERENCE, write_course
from sqlalchemy import create_engine, text

from grader import submission
from grader.batch import Batch, LocalPool
from grader.collect import HandedIn
from grader.course import load_assignment
from grader.sandbox import syscalls
from grader.sandbox.tiers import detect
from grader.store import open_store

KILLS = 50
LONGEST = 1.2  # seconds until it is killed: a batch takes about that
STUDENTS = 6


def batch(course: Path, folder: Path) -> None:
    """As `grader batch` does it; the exit status is the number of grades."""
    store = open_store(course)
    ones = [HandedIn(path.stem, path) for path in sorted(folder.iterdir())]
    assignment = load_assignment(course, "small")
    summary = Batch(assignment, store, LocalPool(assignment, slots=2), Watcher()).run(ones)
    store.close()
    os._exit(summary.graded if not summary.failed else 100)


@pytest.mark.usefixtures("adopting_orphans")
def test_killed_at_any_moment(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course").course
    folder = tmp_path / "in"
    folder.mkdir()
    draws = random.Random(0)
    detect()  # once, and not by each of the processes that are killed
    before, kept = children(), 0
    context = multiprocessing.get_context("fork")
    for kill in range(KILLS):
        for student in range(STUDENTS):  # something new from each now and then: else nothing would be left to do
            source = f"{REFERENCE}\n# {kill // 5}, {student}\n"
            (folder / f"student{student}.py").write_text(source, encoding="utf-8")
        process = context.Process(target=batch, args=(course, folder))
        process.start()
        time.sleep(draws.uniform(0.0, LONGEST))
        process.kill()
        process.join()
        found = attempts(course)
        assert len(found) == len(set(found))  # nothing twice
        assert len(found) >= kept  # nothing lost
        kept = len(found)
    last = digests_of(course, folder)
    known = len(last & set(attempts(course)))
    process = context.Process(target=batch, args=(course, folder))
    process.start()
    process.join()
    assert process.exitcode == STUDENTS - known  # what was graded before it was killed is not graded again
    found = attempts(course)
    assert len(found) == len(set(found))
    assert last <= set(found)
    for _ in range(100):
        if not children() - before:
            return
        time.sleep(0.1)
    pytest.fail(f"still there: {[command_of(one) for one in children() - before]}")


def digests_of(course: Path, folder: Path) -> set[str]:
    assignment = load_assignment(course, "small")
    return {submission.read(path, assignment).digest for path in folder.iterdir()}


def attempts(course: Path) -> list[str]:
    """The submissions that were graded, by digest; and the database is whole."""
    path = course / ".grader" / "grades.db"
    if not path.exists():
        return []
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            if not connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'outcome'")).all():
                return []
            half = "SELECT count(*) FROM attempt WHERE (SELECT count(*) FROM outcome WHERE attempt_id = id) <> 4"
            assert connection.execute(text(half)).scalar() == 0
            return [row[0] for row in connection.execute(text("SELECT digest FROM attempt"))]
    finally:
        engine.dispose()


def children() -> set[int]:
    """Processes that are ours, orphans too; those that have ended are waited for."""
    found = set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))
    for pid in found.copy():
        if b"Z (zombie)" in Path(f"/proc/{pid}/status").read_bytes():
            os.waitpid(pid, 0)
            found.remove(pid)
    return found


@pytest.fixture
def adopting_orphans() -> Iterator[None]:
    """What a process of ours leaves behind becomes our child, and not that of pid 1."""
    syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 1)
    yield
    syscalls.prctl(syscalls.PR_SET_CHILD_SUBREAPER, 0)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
