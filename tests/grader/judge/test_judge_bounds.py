"""A judge's own time and memory are bounded."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from small_course import ONE_PART, Grader, by_id, one_test, write_course

from grader.judge import bounds
from grader.judge.bounds import bound_process, bounded_time
from grader.remote.outcomes import LimitReached


def spin() -> None:
    while True:
        pass


def test_endless_judging_is_stopped() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(LimitReached, match="took more than"), bounded_time(0.1):
        spin()
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_waiting_takes_no_time_of_the_judge() -> None:
    with bounded_time(0.2):
        time.sleep(0.4)


def test_what_goes_over_the_memory_is_a_memory_error() -> None:
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            bound_process(64 << 20)
            np.ones(1 << 20)
            try:
                np.ones(1 << 24)
            except MemoryError:
                status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def test_values_that_make_judging_endless_cost_their_test(
    tmp_path: Path, graded: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "CPU_SECONDS", 0.2)
    hidden = one_test("for _ in range(submission.f()):\n    np.ones(1000).sum()")
    course = write_course(tmp_path, hidden=hidden, settings=ONE_PART, reference="def f():\n    return 3\n")
    found = by_id(graded(course, "def f():\n    return 10**12\n"))["test_f"]
    assert (found.status, found.points) == ("limit", 0)
    assert "far larger than it should be" in found.message
