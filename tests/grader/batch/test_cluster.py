"""A real Dask cluster on loopback: a scheduler and two workers, in processes of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from small_course import REFERENCE, SETTINGS, write_course

from grader.store import open_store

STUDENTS = 8
WRONG = REFERENCE.replace("return SCALE", "return 3")
SLOW = REFERENCE.replace("SCALE = 2", "import time\ntime.sleep(1)\nSCALE = 2")


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def said(process: subprocess.Popen[str], pattern: str) -> str:
    """What the pattern finds in what it says, which is waited for."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if found := re.search(pattern, line):
            return found[1]
    pytest.fail("".join(lines))


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with started("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard") as process:
        yield said(process, r"Scheduler at:\s+(tcp://\S+)")


@contextmanager
def worker(scheduler: str, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A worker of one thread, which is registered; no nanny starts it again when it dies."""
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", *more)
    with started("worker", scheduler, *options) as process:
        said(process, r"(Registered to)")
        yield process


def class_of(folder: Path, source: str) -> Path:
    for number in range(STUDENTS):
        path = folder / f"student{number}" / "small.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"{source}\n# {number}\n", encoding="utf-8")
    return folder


def batch(course: Path, folder: Path, scheduler: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "grader", "batch", "small", str(folder), "--course", str(course)]
    return subprocess.Popen([*command, "--dask", scheduler], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def scores(course: Path) -> list[float | None]:
    store = open_store(course)
    found = [one.attempt.score if one.attempt is not None else None for one in store.current("small")]
    store.close()
    return found


def test_a_class_on_two_workers(scheduler: str, tmp_path: Path) -> None:
    course = write_course(tmp_path / "course").course
    folder = class_of(tmp_path / "in", REFERENCE)
    (folder / "student0" / "small.py").write_text(WRONG, encoding="utf-8")
    with worker(scheduler), worker(scheduler):
        out, err = batch(course, folder, scheduler).communicate(timeout=120)
        assert f"{STUDENTS} graded, 0 known already" in out, err
        first, *others = scores(course)
        assert first is not None
        assert first < 10
        assert others == [10] * (STUDENTS - 1)
        out, err = batch(course, folder, scheduler).communicate(timeout=120)
        assert f"0 graded, {STUDENTS} known already" in out, err


def test_a_worker_that_is_killed_costs_no_grade(scheduler: str, tmp_path: Path) -> None:
    course = write_course(tmp_path / "course").course
    folder = class_of(tmp_path / "in", SLOW)
    with worker(scheduler) as first, worker(scheduler):
        process = batch(course, folder, scheduler)
        assert process.stderr is not None
        assert process.stderr.readline().startswith("1/")
        os.kill(first.pid, signal.SIGKILL)
        out, err = process.communicate(timeout=120)
        assert f"{STUDENTS} graded, 0 known already" in out, err
        assert process.returncode == 0
    assert scores(course) == [10] * STUDENTS


def test_the_next_worker_goes_on_where_the_last_one_was_killed(scheduler: str, tmp_path: Path) -> None:
    """The assignment itself was only in the memory of the one that died."""
    course = write_course(tmp_path / "course").course
    folder = class_of(tmp_path / "in", SLOW)
    with worker(scheduler) as only:
        process = batch(course, folder, scheduler)
        assert process.stderr is not None
        assert process.stderr.readline().startswith("1/")
        os.kill(only.pid, signal.SIGKILL)
        with worker(scheduler):
            out, err = process.communicate(timeout=120)
    assert f"{STUDENTS} graded, 0 known already" in out, err
    assert scores(course) == [10] * STUDENTS


def test_workers_that_differ_are_refused(scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = write_course(tmp_path / "course").course
    folder = class_of(tmp_path / "in", REFERENCE)
    with worker(scheduler):
        monkeypatch.setenv("GRADER_ISOLATION", "E")
        with worker(scheduler):
            process = batch(course, folder, scheduler)
            _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "the workers differ in versions, threads or isolation: make them equal" in err
    assert scores(course) == []


def test_tasks_go_where_there_is_memory_for_them(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at once on four threads, and none to the other worker, which is not even asked what it is like."""
    course = write_course(tmp_path / "course", settings=SETTINGS.replace("memory_mb = 512", "memory_mb = 2048")).course
    folder = class_of(tmp_path / "in", SLOW.replace("sleep(1)", "sleep(2)"))
    with ExitStack() as stack:
        with monkeypatch.context() as weaker:
            weaker.setenv("GRADER_ISOLATION", "E")
            stack.enter_context(worker(scheduler, "--resources", "MEMORY=1e9"))
        process = batch(course, folder, scheduler)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 2
        assert 'has no workers that can take a task: start them with --resources "MEMORY=2147483648", or more' in err
        stack.enter_context(worker(scheduler, "--nthreads", "4", "--resources", "MEMORY=5e9"))
        begun = time.monotonic()
        out, err = batch(course, folder, scheduler).communicate(timeout=120)
        assert f"{STUDENTS} graded, 0 known already" in out, err
        assert time.monotonic() - begun >= STUDENTS * 2 / 2  # each sleeps for two seconds
    assert scores(course) == [10] * STUDENTS


def test_a_cluster_without_workers_or_scheduler_is_said(scheduler: str, tmp_path: Path) -> None:
    course = write_course(tmp_path / "course").course
    folder = class_of(tmp_path / "in", REFERENCE)
    process = batch(course, folder, scheduler)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 2
    assert err.strip().split("\n")[-1].endswith("has no workers")
